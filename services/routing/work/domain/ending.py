"""A step ends, and what follows: the next step, the next leg, a step back, or the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from kernel.process import ONWARD, StepAction
from kernel.working_time import in_vietnam
from services.routing.process.domain.question import require_answers
from services.routing.work.domain import saying
from services.routing.work.domain.cancelling import cancel_rest
from services.routing.work.domain.case import (
    Case,
    CaseStatus,
    Decision,
    IssuedPaper,
    Leg,
    LegStatus,
    Place,
)
from services.routing.work.domain.clocks import own_due
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
    all_done,
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
    `answers` are those to the questions of the step, by id.
    """

    action: StepAction
    officer: str
    reason: str | None = None
    note: str | None = None
    result: Result | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


def end_step(case: Case, task_id: UUID, verdict: Verdict, occasion: Occasion) -> Change:
    """Return the case after its owner ended a task.

    Raises `TaskUnknownError`, `TaskEndedError`, `TaskTakenError`, `TaskNotClaimedError`,
    `CaseSuspendedError`, `CaseHeldError`, `ActionNotAllowedError`, `ReasonMissingError`,
    `ResultNotExpectedError`, and what `require_answers` raises.
    """
    task = case.task(task_id)
    _require_allowed(case, task, verdict)
    case = _answered(case, task, verdict)
    task = end_task(task, TaskEnd(verdict.action.value), at=occasion.at, officer=verdict.officer)
    case = case.with_task(task)
    said: Event = saying.step_completed(case, task, verdict.officer, occasion.at)
    if verdict.action is StepAction.APPROVE:
        case = replace(case, decision=_approval(case, task, verdict))
        case = issue(case, case.leg(task.leg), verdict.result, occasion)
    case, events = _follow(case, task, verdict, occasion)
    return case, (said, *events)


def _require_allowed(case: Case, task: Task, verdict: Verdict) -> None:
    require_free_for(task, verdict.officer)
    if task.assignee is None:
        raise TaskNotClaimedError
    require_at_work(case)
    if verdict.action not in ending_actions(task, case.process, case.finished_legs(), case.facts):
        raise ActionNotAllowedError
    if verdict.action in _WITH_REASON and not verdict.reason:
        raise ReasonMissingError(pointer="/reason")
    if verdict.result is not None and verdict.action is not StepAction.APPROVE:
        raise ResultNotExpectedError(pointer="/result")


def require_at_work(case: Case) -> None:
    """Raise where no task ends: `CaseSuspendedError`, `CaseHeldError`."""
    if case.suspended is not None:
        raise CaseSuspendedError
    if case.held_since is not None:
        raise CaseHeldError


def _follow(case: Case, task: Task, verdict: Verdict, occasion: Occasion) -> Change:
    if verdict.action is StepAction.REFUSE:
        return refuse_case(case, task, verdict.officer, occasion)
    if verdict.action is StepAction.RETURN:
        return _step_back(case, task, occasion)
    return move_on(case, task, verdict.officer, occasion)


def move_on(case: Case, task: Task, officer: str, occasion: Occasion) -> Change:
    """Go on behind an ended task: its leg's next step that is chosen, else what waits for it.

    What was paid is passed over: in a case that goes on to correct an error nobody pays twice.
    """
    definition = case.process.leg(task.leg)
    place = definition.position(task.step)
    for step in definition.chosen_steps(case.facts):
        if Place(leg=task.leg, step=step.id) in case.paid:
            continue
        if definition.position(step.id) > place:
            return start_step(case, case.leg(task.leg), step, occasion)
    case, events = finish_leg(case, case.leg(task.leg), occasion)
    case, more = after_leg(case, Decision(agency=task.agency, officer=officer), occasion)
    return case, (*events, *more)


def after_leg(case: Case, decision: Decision, occasion: Occasion) -> Change:
    """Start the legs that waited for one; when none is left, the case is decided.

    Its decision is the newest approval; `decision` stands in where nothing was signed.
    """
    case, events = start_ready_legs(case, occasion)
    if not all_done(case):
        return case, events
    decided = case.decision or decision
    case, said = _decide(case, CaseStatus.APPROVED, decided, occasion)
    return case, (*events, *said)


def _step_back(case: Case, task: Task, occasion: Occasion) -> Change:
    """Start the step before again; before the first one lies the last of the leg before."""
    before = step_before(task, case.process, case.facts)
    leg = case.leg(task.leg)
    if before.leg == task.leg:
        return start_step(case, leg, case.process.step(before.leg, before.step), occasion)
    case = case.with_leg(replace(leg, status=LegStatus.WAITING, due_at=None, silent_at=None))
    return reopen_leg(case, case.leg(before.leg), occasion)


def refuse_case(case: Case, task: Task, signer: str, occasion: Occasion) -> Change:
    """End the case without what was asked for, by the word of who signs; `task` has ended."""
    case, events = _close_leg(case, case.leg(task.leg), occasion)
    decision = Decision(agency=task.agency, officer=signer)
    case, decided = _decide(cancel_rest(case, occasion.at), CaseStatus.REFUSED, decision, occasion)
    return case, (*events, *decided)


def finish_leg(case: Case, leg: Leg, occasion: Occasion) -> Change:
    """Close a leg that did its part, with the paper it gives, and tell whether it was late."""
    return _close_leg(issue(case, leg, None, occasion), leg, occasion)


def _close_leg(case: Case, leg: Leg, occasion: Occasion) -> Change:
    own, late = _kept_term(case, leg, occasion)
    leg = replace(leg, status=LegStatus.FINISHED, finished_at=occasion.at, silent_at=None)
    return case.with_leg(leg), (saying.leg_finished(case, leg, own, late=late),)


def _kept_term(case: Case, leg: Leg, occasion: Occasion) -> tuple[datetime | None, bool]:
    """Return until when a leg's own term ran, and whether it passed that.

    None of it passes while the clock stands, as it does when a payment ends a leg; a leg without
    working time of its own, as for a payment alone, has none to pass.
    """
    if not case.process.leg(leg.id).working_minutes:
        return None, False
    if case.suspended is not None:
        return None, leg.clock_minutes == 0
    own = own_due(case, leg, occasion.schedules) or leg.due_at
    return own, own is not None and occasion.at > own


def _answered(case: Case, task: Task, verdict: Verdict) -> Case:
    """Keep the answers; who goes back or refuses need not give any."""
    asks = case.process.step(task.leg, task.step).asks if verdict.action in ONWARD else ()
    return replace(case, facts=case.facts.answered(require_answers(asks, verdict.answers)))


def issue(case: Case, leg: Leg, result: Result | None, occasion: Occasion) -> Case:
    """Enter the paper the leg gives; signed again it is issued again."""
    given = case.process.leg(leg.id).gives
    if given is None or (result is None and given.id in case.papers):
        return case
    number = (result.number if result else None) or f"{case.dossier}/{leg.id}"
    paper = IssuedPaper(
        leg=leg.id, agency=leg.agency, number=number, issued_on=in_vietnam(occasion.at).date()
    )
    return replace(case, papers={**case.papers, given.id: paper})


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
