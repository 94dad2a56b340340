"""A step ends, and what follows: the next step, the next leg, a step back, or the decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from services.routing.process.domain.process import StepAction
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, CaseStatus, Decision, Leg, LegStatus
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    CaseHeldError,
    CaseSuspendedError,
    ReasonMissingError,
    ResultNotExpectedError,
    TaskNotClaimedError,
)
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.offering import ending_actions, step_before
from services.routing.work.domain.starting import (
    Change,
    reopen_leg,
    start_ready_legs,
    start_step,
)
from services.routing.work.domain.task import Task, TaskEnd, end_task, require_free_for

_WITH_REASON = frozenset({StepAction.RETURN, StepAction.REFUSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result that an approval gives; without a number one is made from the dossier's code."""

    number: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How an officer ends a step.

    A return or refusal has its `reason`, any end may have a `note`; neither goes on the bus.
    """

    action: StepAction
    officer: str
    reason: str | None = None
    note: str | None = None
    result: Result | None = None


def end_step(case: Case, task_id: UUID, verdict: Verdict, occasion: Occasion) -> Change:
    """Return the case after its owner ended a task.

    Raises `TaskUnknownError`, `TaskEndedError`, `TaskTakenError`, `TaskNotClaimedError`,
    `CaseSuspendedError`, `CaseHeldError`, `ActionNotAllowedError`, `ReasonMissingError`,
    `ResultNotExpectedError`.
    """
    task = case.task(task_id)
    _require_allowed(case, task, verdict)
    task = end_task(task, TaskEnd(verdict.action.value), at=occasion.at, officer=verdict.officer)
    case = case.with_task(task)
    said: Event = saying.step_completed(case, task, verdict.officer, occasion.at)
    if verdict.action is StepAction.APPROVE:
        case = replace(case, decision=_approval(case, task, verdict))
    case, events = _follow(case, task, verdict, occasion)
    return case, (said, *events)


def _require_allowed(case: Case, task: Task, verdict: Verdict) -> None:
    require_free_for(task, verdict.officer)
    if task.assignee is None:
        raise TaskNotClaimedError
    if case.suspended is not None:
        raise CaseSuspendedError
    if case.held_since is not None:
        raise CaseHeldError
    if verdict.action not in ending_actions(task, case.process, case.finished_legs()):
        raise ActionNotAllowedError
    if verdict.action in _WITH_REASON and not verdict.reason:
        raise ReasonMissingError(pointer="/reason")
    if verdict.result is not None and verdict.action is not StepAction.APPROVE:
        raise ResultNotExpectedError(pointer="/result")


def _follow(case: Case, task: Task, verdict: Verdict, occasion: Occasion) -> Change:
    if verdict.action is StepAction.REFUSE:
        return _refuse(case, task, verdict, occasion)
    if verdict.action is StepAction.RETURN:
        return _step_back(case, task, occasion)
    definition = case.process.leg(task.leg)
    place = definition.position(task.step) + 1
    if place < len(definition.steps):
        return start_step(case, case.leg(task.leg), definition.steps[place], occasion)
    case, events = _finish_leg(case, case.leg(task.leg), occasion)
    case, more = _after_leg(case, task, verdict, occasion)
    return case, (*events, *more)


def _after_leg(case: Case, task: Task, verdict: Verdict, occasion: Occasion) -> Change:
    """Start the legs that waited for this one; when none is left, the case is decided."""
    if len(case.finished_legs()) < len(case.legs):
        return start_ready_legs(case, occasion)
    decision = case.decision or Decision(agency=task.agency, officer=verdict.officer)
    return _decide(case, CaseStatus.APPROVED, decision, occasion)


def _step_back(case: Case, task: Task, occasion: Occasion) -> Change:
    """Start the step before again; before the first one lies the last of the leg before."""
    before = step_before(task, case.process)
    leg = case.leg(task.leg)
    if before.leg == task.leg:
        return start_step(case, leg, case.process.step(before.leg, before.step), occasion)
    case = case.with_leg(replace(leg, status=LegStatus.WAITING, due_at=None))
    return reopen_leg(case, case.leg(before.leg), occasion)


def _refuse(case: Case, task: Task, verdict: Verdict, occasion: Occasion) -> Change:
    case, events = _finish_leg(case, case.leg(task.leg), occasion)
    decision = Decision(agency=task.agency, officer=verdict.officer)
    case, decided = _decide(cancel_rest(case, occasion.at), CaseStatus.REFUSED, decision, occasion)
    return case, (*events, *decided)


def cancel_rest(case: Case, at: datetime) -> Case:
    """End every open task and leg: nobody works on for a case that is decided."""
    for task in case.tasks:
        if task.open:
            case = case.with_task(end_task(task, TaskEnd.CANCELLED, at=at, officer=None))
    for leg in case.legs:
        if leg.status is not LegStatus.FINISHED:
            case = case.with_leg(replace(leg, status=LegStatus.CANCELLED, finished_at=at))
    return case


def _finish_leg(case: Case, leg: Leg, occasion: Occasion) -> Change:
    leg = replace(leg, status=LegStatus.FINISHED, finished_at=occasion.at)
    return case.with_leg(leg), (saying.leg_finished(case, leg, occasion.at),)


def _decide(case: Case, status: CaseStatus, decision: Decision, occasion: Occasion) -> Change:
    case = replace(case, status=status, decision=decision, decided_at=occasion.at)
    return case, (saying.case_decided(case, decision, occasion.at),)


def _approval(case: Case, task: Task, verdict: Verdict) -> Decision:
    result = verdict.result or Result()
    return Decision(
        agency=task.agency,
        officer=verdict.officer,
        number=result.number or f"{case.dossier}/KQ",
        note=result.note,
    )
