"""An officer ends a step; the case moves on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.process.ports import Schedules
from services.routing.work.domain.ending import Verdict, end_step
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import Task, require_version
from services.routing.work.ports import Cases, Events, History
from services.routing.work.usecases.lock_case import lock_case


def end_task(
    task_id: UUID,
    version: str,
    verdict: Verdict,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Task:
    """End the task as `verdict` says, under the lock of its case, and return it.

    Raises `ForbiddenError`, `TaskUnknownError`, `WrongRoleError`, `StaleVersionError`, what
    `end_step` raises, and `ReferenceMissingError` while an office clock is missing.
    """
    before = lock_case(task_id, verdict.action, actor=actor, cases=cases)
    clocks = {code: schedules.of(code) for code in before.agencies}
    occasion = Occasion(at=clock(), schedules=clocks, new_id=new_id)
    after, said = end_step(before, task_id, verdict, occasion)
    require_version(before.task(task_id), version)
    cases.save(before, after)
    for event in said:
        events.add(event)
    history.add(
        StepEvent(
            task=task_id,
            action=verdict.action,
            officer=actor.subject,
            at=occasion.at,
            note=verdict.reason or verdict.note,
        )
    )
    return after.task(task_id)
