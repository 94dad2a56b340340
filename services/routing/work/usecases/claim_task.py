"""An officer takes on a task."""

from __future__ import annotations

from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.work.domain.offering import CLAIM
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.scope import heads
from services.routing.work.domain.task import Task, claim, require_version
from services.routing.work.ports import Cases, History
from services.routing.work.usecases.lock_case import lock_case


def claim_task(
    task_id: UUID, version: str, *, actor: Actor, cases: Cases, history: History, clock: Clock
) -> Task:
    """Make the actor the one accountable owner of the task; `version` is the one they read.

    Raises `ForbiddenError`, `TaskUnknownError`, `WrongRoleError`, `TaskTakenError`,
    `TaskEndedError`, `TaskForHeadError`, `StaleVersionError`.
    """
    before = lock_case(task_id, CLAIM, actor=actor, cases=cases)
    task = before.task(task_id)
    claimed = claim(task, actor.subject, by_head=heads(actor, task.agency))
    require_version(task, version)
    cases.save(before, before.with_task(claimed))
    history.add(StepEvent(task=task_id, action=CLAIM, officer=actor.subject, at=clock()))
    return claimed
