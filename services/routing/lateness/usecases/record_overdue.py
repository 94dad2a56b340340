"""Intake says that a due date is over: what is missing stands in the register."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contracts.events.lateness import DossierOverdue
from kernel.clock import Clock
from kernel.working_time import CalendarYearMissingError
from services.routing.lateness.domain.apology import Apology, ApologyState, sign_by
from services.routing.lateness.domain.standing import office_of
from services.routing.lateness.domain.violation import Cause, Violation, ViolationKind
from services.routing.lateness.ports import Apologies, Violations
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases


def record_overdue(
    event: DossierOverdue,
    event_id: UUID,
    *,
    cases: Cases,
    apologies: Apologies,
    violations: Violations,
    schedules: Schedules,
    clock: Clock,
) -> None:
    """Enter that no apology was signed, or that the date it named was not kept, once.

    Charged is the competent agency, whose head would have signed, with who holds the open task.
    Not entered is a case that was decided in time, and a date that a signed apology has moved
    while intake had not heard of it. Raises `ReferenceMissingError` while an office clock is
    missing.
    """
    case = cases.lock_for_dossier(event.code)
    if case is not None and case.decided_at is not None and case.decided_at < event.at:
        return
    apology = apologies.find(event.code)
    signed = apology if apology and apology.state is ApologyState.SIGNED else None
    if signed is not None and _moved_since(signed, event.due_at):
        return
    violations.enter(
        Violation(
            id=event_id,
            kind=ViolationKind.APOLOGY_BROKEN if signed else ViolationKind.APOLOGY_MISSING,
            cause=None if signed else _why_missing(case, apology, event.due_at, schedules),
            dossier=event.code,
            procedure=event.procedure,
            agency=event.competent_agency,
            officer=_holder(case, event.competent_agency),
            due_at=event.due_at,
            at=event.due_at,
        ),
        recorded_at=clock(),
    )


def _moved_since(signed: Apology, due_at: datetime) -> bool:
    return signed.new_due_at is not None and due_at < signed.new_due_at


def _why_missing(
    case: Case | None, apology: Apology | None, due_at: datetime, schedules: Schedules
) -> Cause:
    if apology is not None and apology.state is ApologyState.WRITTEN:
        return Cause.UNSIGNED
    if case is not None and _too_short(case, due_at, schedules):
        return Cause.NO_TIME
    return Cause.UNWRITTEN


def _too_short(case: Case, due_at: datetime, schedules: Schedules) -> bool:
    try:
        return sign_by(due_at, schedules.of(office_of(case))) <= case.opened_at
    except CalendarYearMissingError:
        return False


def _holder(case: Case | None, agency: str) -> str | None:
    """Return who holds an open task, at the competent agency where there is one."""
    tasks = () if case is None else case.tasks
    held = [task for task in tasks if task.open and task.assignee is not None]
    here = [task for task in held if task.agency == agency]
    return next((task.assignee for task in (*here, *held)), None)
