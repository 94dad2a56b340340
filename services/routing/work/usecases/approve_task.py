"""Somebody who signs approves a task of a list, whether they hold it already or nobody does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from kernel.clock import Clock
from kernel.process import StepAction
from kernel.rights import Actor
from services.routing.process.ports import Schedules
from services.routing.work.domain.ending import Verdict
from services.routing.work.domain.task import Task
from services.routing.work.ports import Cases, Events, History
from services.routing.work.usecases.claim_task import claim_task
from services.routing.work.usecases.end_task import end_task
from services.routing.work.usecases.lock_case import lock_case


def approve_task(
    task_id: UUID,
    version: str,
    note: str | None,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Task:
    """Approve the task as read at `version`; what waits is claimed first, so it has its owner.

    Raises what claiming and ending a task raise; then neither has happened.
    """
    case = lock_case(task_id, StepAction.APPROVE, actor=actor, cases=cases)
    if case.task(task_id).assignee is None:
        bound: dict[str, Any] = {"history": history, "events": events, "clock": clock}
        mine = claim_task(task_id, version, actor=actor, cases=cases, **bound)
        version = str(mine.version)
    return end_task(
        task_id,
        version,
        Verdict(action=StepAction.APPROVE, officer=actor.subject, note=note),
        actor=actor,
        cases=cases,
        history=history,
        schedules=schedules,
        events=events,
        clock=clock,
        new_id=new_id,
    )
