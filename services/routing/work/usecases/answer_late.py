"""A consulted agency answers after its silence counted as consent: kept, and without effect."""

from __future__ import annotations

from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.work.domain.consulting import require_lapsed
from services.routing.work.domain.errors import ReasonMissingError
from services.routing.work.domain.offering import LATE_ANSWER
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import Task, require_version
from services.routing.work.ports import Cases, History
from services.routing.work.usecases.lock_case import lock_case


def answer_late(
    task_id: UUID,
    version: str,
    note: str | None,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    clock: Clock,
) -> Task:
    """Keep the opinion with the task; the way the case took stays as it is.

    Raises what `lock_case` raises, `AnswerNotLateError`, `StaleVersionError`,
    `ReasonMissingError` for an answer without words.
    """
    case = lock_case(task_id, LATE_ANSWER, actor=actor, cases=cases)
    task = case.task(task_id)
    require_lapsed(task)
    require_version(task, version)
    if not note:
        raise ReasonMissingError(pointer="/note")
    at = clock()
    history.add(
        StepEvent(task=task_id, action=LATE_ANSWER, officer=actor.subject, at=at, note=note)
    )
    return task
