"""The applicant has paid: the treasury's receipt ends the step that waited for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from contracts.events import Event
from kernel.errors import InvalidInputError
from kernel.process import StepKind
from kernel.text import Text
from kernel.working_time import in_vietnam
from services.routing.work.domain import clocks, saying
from services.routing.work.domain.case import Case, CaseStatus, Place, Suspension
from services.routing.work.domain.ending import move_on
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    CaseHeldError,
    NothingOwedError,
    TaskNotClaimedError,
)
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change
from services.routing.work.domain.task import Task, TaskEnd, end_task, require_free_for


class ReceiptMissingError(InvalidInputError):
    """A payment ends with the treasury's receipt."""

    slug = "receipt-missing"
    title = Text(vi="Thiếu biên lai của kho bạc.", en="The treasury's receipt is missing.")


class ReceiptFromTheFutureError(InvalidInputError):
    """A receipt of a day to come."""

    slug = "receipt-from-the-future"
    title = Text(
        vi="Ngày nộp tiền không được ở tương lai.", en="The day of payment lies in the future."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The treasury's receipt: its number, the day of payment, the amount in đồng."""

    number: str
    paid_on: date
    amount: int


def end_payment(
    case: Case, task_id: UUID, receipt: Receipt, *, officer: str, occasion: Occasion
) -> Change:
    """Return the case after the receipt was entered; its clocks run on when intake says so.

    While another payment of the case is open, it goes on standing. Raises `TaskUnknownError`,
    `TaskEndedError`, `TaskTakenError`, `TaskNotClaimedError`, `ActionNotAllowedError` at a step
    that is no payment, `CaseHeldError`, `NothingOwedError`, `ReceiptFromTheFutureError`.
    """
    task = case.task(task_id)
    require_free_for(task, officer)
    _require_payable(case, task, receipt, occasion)
    task = end_task(task, TaskEnd.COMPLETE, at=occasion.at, officer=officer)
    paid = case.paid | {Place(leg=task.leg, step=task.step)}
    case = replace(case.with_task(task), paid=paid)
    said: tuple[Event, ...] = (saying.step_completed(case, task, officer, occasion.at),)
    case, events = move_on(case, task, officer, occasion)
    # Asked behind it: what comes next may be a payment too.
    if not payments_open(case):
        met = Suspension.OBLIGATION_MET if case.status is CaseStatus.OPEN else None
        case = replace(case, suspended=met)
        said += (saying.obligation_met(case, task, receipt, occasion.at),)
    return case, (*said, *events)


def stand_for_payment(
    before: Case, case: Case, since: datetime, at: datetime, schedules: clocks.Schedules
) -> Change:
    """Let a case whose clock intake started stand on while money is owed, and say so again.

    Papers can be asked for at the very moment when money is found to be owed: intake stands for
    the papers then, does not hear of the money, and starts the clock when they are in. Without
    this nobody could ever pay. The case stood all along: of what ran at intake `since` then,
    nothing is used up here.
    """
    if before.suspended is not Suspension.OBLIGATION or case.suspended is not None:
        return case, ()
    owed = payments_open(case) or tuple(task for task in case.tasks if task.open)
    if case.status is not CaseStatus.OPEN or not owed:
        return case, ()
    case = clocks.suspend(case, Suspension.OBLIGATION, since, schedules)
    return case, (saying.obligation_found(case, owed[0], at),)


def payments_open(case: Case) -> tuple[Task, ...]:
    """Return the payments of a case that still wait for their receipts."""
    return tuple(task for task in case.tasks if task.open and _payment(case, task))


def _require_payable(case: Case, task: Task, receipt: Receipt, occasion: Occasion) -> None:
    if task.assignee is None:
        raise TaskNotClaimedError
    if not _payment(case, task):
        raise ActionNotAllowedError
    if case.held_since is not None:
        raise CaseHeldError
    if case.suspended is not Suspension.OBLIGATION:
        raise NothingOwedError
    if receipt.paid_on > in_vietnam(occasion.at).date():
        raise ReceiptFromTheFutureError(pointer="/receipt/paid_on")


def _payment(case: Case, task: Task) -> bool:
    return case.process.step(task.leg, task.step).kind is StepKind.PAYMENT
