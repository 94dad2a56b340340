"""An officer takes on a task."""

from __future__ import annotations

from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.work.domain import saying
from services.routing.work.domain.offering import CLAIM
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.scope import heads
from services.routing.work.domain.task import Task, claim, require_version
from services.routing.work.ports import Cases, Events, History
from services.routing.work.usecases.lock_case import lock_case


def claim_task(
    task_id: UUID,
    version: str,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    events: Events,
    clock: Clock,
) -> Task:
    """Make the actor the one accountable owner of the task; `version` is the one they read.

    A system outside that let its time pass has lost the step to the actor. Raises
    `ForbiddenError`, `TaskUnknownError`, `WrongRoleError`, `TaskTakenError`, `TaskEndedError`,
    `TaskForHeadError`, `SystemAskedError`, `StaleVersionError`.
    """
    before = lock_case(task_id, CLAIM, actor=actor, cases=cases)
    task = before.task(task_id)
    claimed = claim(task, actor.subject, by_head=heads(actor, task.agency))
    require_version(task, version)
    at = clock()
    cases.save(before, before.with_task(claimed))
    if task.with_system:
        events.add(saying.system_settled(before, claimed, at))
    history.add(StepEvent(task=task_id, action=CLAIM, officer=actor.subject, at=at))
    return claimed
