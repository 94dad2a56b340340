"""An officer finds that the applicant owes tax or land money, or hears that it is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.events.routing import ObligationFound, ObligationMet
from kernel.clock import Clock
from kernel.process import StepAction, StepKind
from kernel.rights import Actor
from services.routing.process.ports import Schedules
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Case, Suspension
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    CaseHeldError,
    CaseSuspendedError,
    NothingOwedError,
    TaskNotClaimedError,
)
from services.routing.work.domain.offering import REQUEST_PAYMENT
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.receipt import ReceiptMissingError, payments_open
from services.routing.work.domain.task import Task, require_free_for, require_version
from services.routing.work.ports import Cases, Events, History
from services.routing.work.usecases.lock_case import lock_case

_Settled = tuple[Case, ObligationFound | ObligationMet]


def settle_obligation(
    task_id: UUID,
    version: str,
    action: str,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    schedules: Schedules,
    events: Events,
    clock: Clock,
) -> Task:
    """Stop the clocks of the case (`request-payment`), or tell that it is paid.

    The clocks run on when intake has said the new due date. Raises what `lock_case` raises,
    `TaskNotClaimedError`, `StaleVersionError`, `ActionNotAllowedError` at a step that asks for no
    money or while a payment waits for its receipt, which nothing stands in for,
    `CaseSuspendedError`, `CaseHeldError`, `NothingOwedError`, `ReceiptMissingError` at a payment.
    """
    before = lock_case(task_id, action, actor=actor, cases=cases)
    task = before.task(task_id)
    _require_owner(before, task, actor)
    require_version(task, version)
    if before.process.step(task.leg, task.step).kind is StepKind.PAYMENT:
        raise ReceiptMissingError(pointer="/receipt")
    at = clock()
    found = {code: schedules.of(code) for code in before.agencies}
    after, said = (
        _found(before, task, at, found) if action == REQUEST_PAYMENT else _met(before, task, at)
    )
    events.add(said)
    cases.save(before, after)
    history.add(StepEvent(task=task_id, action=action, officer=actor.subject, at=at, note=None))
    return after.task(task_id)


def _found(case: Case, task: Task, at: datetime, schedules: clocks.Schedules) -> _Settled:
    if case.suspended is not None:
        raise CaseSuspendedError
    if case.held_since is not None:
        raise CaseHeldError
    said = ObligationFound(
        dossier=case.dossier,
        case=str(case.id),
        agency=task.agency,
        officer=task.assignee or "",
        found_at=at,
        case_number=case.number,
    )
    return clocks.suspend(case, Suspension.OBLIGATION, at, schedules), said


def _met(case: Case, task: Task, at: datetime) -> _Settled:
    if case.suspended is not Suspension.OBLIGATION:
        raise NothingOwedError
    if payments_open(case):
        raise ActionNotAllowedError
    said = ObligationMet(
        dossier=case.dossier,
        case=str(case.id),
        agency=task.agency,
        officer=task.assignee or "",
        met_at=at,
        case_number=case.number,
    )
    return replace(case, suspended=Suspension.OBLIGATION_MET), said


def _require_owner(case: Case, task: Task, actor: Actor) -> None:
    require_free_for(task, actor.subject)
    if task.assignee is None:
        raise TaskNotClaimedError
    step = case.process.step(task.leg, task.step)
    if StepAction.REQUEST_PAYMENT not in step.actions and step.kind is not StepKind.PAYMENT:
        raise ActionNotAllowedError
