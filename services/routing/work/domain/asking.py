"""A specialised system outside is asked to do a step: it answers, refuses, or says nothing.

The case is asked under its lock, so an answer ends the step exactly once; what comes after that,
or after an officer took the step, is kept with the task and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum, unique
from uuid import UUID

from contracts.events import Event
from services.routing.process.domain.question import require_answers
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.ending import Result, issue, move_on
from services.routing.work.domain.errors import CaseHeldError, CaseSuspendedError
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change, ask_system
from services.routing.work.domain.task import EnquiryStatus, Task, TaskEnd, end_task, settled


@unique
class AnswerOutcome(StrEnum):
    """What a system says of a step."""

    COMPLETED = "completed"  # it did it
    REFUSED = "refused"  # it will not; an officer has to


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemAnswer:
    """An answer; `number` is that of the paper it made, `answers` those to the step's questions.

    `reason` says why it refused, in words for the officer; it never goes on the bus.
    """

    outcome: AnswerOutcome
    number: str | None = None
    reason: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


def answer_enquiry(
    case: Case, task_id: UUID, answer: SystemAnswer, occasion: Occasion
) -> Change | None:
    """Return the case after the answer; None for one that comes too late to count.

    Raises `TaskUnknownError`, what `require_answers` raises, and `CaseSuspendedError`,
    `CaseHeldError` while no task may end: the answer is good later, by the same reference.
    """
    task = case.task(task_id)
    if not task.with_system:
        return None
    _require_running(case)
    if answer.outcome is AnswerOutcome.REFUSED:
        return _give_up(case, task, EnquiryStatus.REFUSED, occasion)
    asks = case.process.step(task.leg, task.step).asks
    facts = case.facts.answered(require_answers(asks, answer.answers))
    task = end_task(
        settled(task, EnquiryStatus.ANSWERED), TaskEnd.ANSWERED, at=occasion.at, officer=None
    )
    case = replace(case, facts=facts).with_task(task)
    if answer.number is not None:
        case = issue(case, case.leg(task.leg), Result(number=answer.number), occasion)
    said: Event = saying.system_settled(case, task, occasion.at)
    case, events = move_on(case, task, "", occasion)
    return case, (said, *events)


def time_out(case: Case, task_id: UUID, occasion: Occasion) -> Change | None:
    """Return the case after a system's time passed; None where it did not, or nobody waits.

    It is asked again by the same reference, with twice the time; in the end an officer has the
    step. While the case stands or is held nothing is lost by waiting, and no try is used up.
    """
    task = next((each for each in case.tasks if each.id == task_id), None)
    if case.status is not CaseStatus.OPEN or task is None or not task.with_system:
        return None
    enquiry = task.enquiry
    if enquiry is None or enquiry.until is None or enquiry.until > occasion.at:
        return None
    step = case.process.step(task.leg, task.step)
    if case.suspended is not None or case.held_since is not None:
        until = occasion.at + step.patience(enquiry.attempt)
        return case.with_task(replace(task, enquiry=replace(enquiry, until=until))), ()
    if enquiry.attempt < step.tries:
        return ask_system(case, task, enquiry.attempt + 1, occasion.at)
    return _give_up(case, task, EnquiryStatus.SILENT, occasion)


def _give_up(case: Case, task: Task, status: EnquiryStatus, occasion: Occasion) -> Change:
    task = replace(settled(task, status), version=task.version + 1)
    return case.with_task(task), (saying.system_settled(case, task, occasion.at),)


def _require_running(case: Case) -> None:
    if case.suspended is not None:
        raise CaseSuspendedError
    if case.held_since is not None:
        raise CaseHeldError
