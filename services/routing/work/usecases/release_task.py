"""A task goes back to its agency, for a colleague to take."""

from __future__ import annotations

from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.work.domain.offering import RELEASE
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.scope import heads
from services.routing.work.domain.task import Task, release, require_version
from services.routing.work.ports import Cases, History
from services.routing.work.usecases.lock_case import lock_case


def release_task(
    task_id: UUID,
    version: str,
    reason: str | None = None,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    clock: Clock,
) -> Task:
    """Give the task back to its agency; its head, or who acts as that, may take it away.

    A reason that is given stays with the task. Raises as `claim_task`, and
    `TaskNotClaimedError`.
    """
    before = lock_case(task_id, RELEASE, actor=actor, cases=cases)
    task = before.task(task_id)
    released = release(task, actor.subject, by_head=heads(actor, task.agency))
    require_version(task, version)
    cases.save(before, before.with_task(released))
    history.add(
        StepEvent(task=task_id, action=RELEASE, officer=actor.subject, at=clock(), note=reason)
    )
    return released
