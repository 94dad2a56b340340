"""A task goes from hand to hand: its owner gives it on, or the head says who does it."""

from __future__ import annotations

from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor, Confidentiality
from kernel.working_time import in_vietnam
from services.routing.work.domain import saying
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.errors import (
    ReasonMissingError,
    TakerMissingError,
    TakerUnfitError,
)
from services.routing.work.domain.offering import TRANSFER
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import Task, assign, require_version, transfer
from services.routing.work.ports import Cases, Colleagues, Events, History
from services.routing.work.usecases.lock_case import lock_case


def hand_on_task(
    task_id: UUID,
    version: str,
    action: str,
    *,
    to: str | None,
    reason: str | None,
    actor: Actor,
    cases: Cases,
    colleagues: Colleagues,
    history: History,
    events: Events,
    clock: Clock,
) -> Task:
    """Make `to` the one accountable owner: `transfer` by the owner, `assign` by the head.

    Whoever takes a task out of hands, their own included, says why. Raises what `lock_case`,
    `transfer` and `assign` raise, `TakerMissingError`, `TakerUnfitError` for who is not at work
    at the agency that day in the role of the step, `ReasonMissingError`, `StaleVersionError`.
    """
    before = lock_case(task_id, action, actor=actor, cases=cases)
    task = before.task(task_id)
    if to is None:
        raise TakerMissingError(pointer="/to")
    given = transfer(task, actor.subject, to) if action == TRANSFER else assign(task, to)
    require_version(task, version)
    if task.assignee is not None and not reason:
        raise ReasonMissingError(pointer="/reason")
    at = clock()
    _require_fit(colleagues.find(to, in_vietnam(at).date()), task, before.kept)
    cases.save(before, before.with_task(given))
    if task.with_system:
        events.add(saying.system_settled(before, given, at))
    history.add(
        StepEvent(task=task_id, action=action, officer=actor.subject, at=at, note=reason, taker=to)
    )
    return given


def _require_fit(colleague: Colleague | None, task: Task, kept: Confidentiality) -> None:
    if colleague is None or not colleague.fits(task, kept):
        raise TakerUnfitError(pointer="/to")
