"""The apology for a result that will be late: prepared, written by an officer, signed by the head.

Decree 61/2018 art. 19(9): at the latest a day before the due date, with the reason and a new
date, once. The new date is named as a working day of the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique

from contracts.events.lateness import ApologySigned, ApologyWritten
from kernel import limits
from kernel.apology import ApologyReason
from kernel.clock import VIETNAM
from kernel.errors import StaleVersionError
from kernel.schedule import in_vietnam
from kernel.working_time import CalendarYearMissingError, Schedule
from services.routing.lateness.domain.errors import (
    ApologySignedError,
    ApologyTooLateError,
    ApologyUnwrittenError,
    CaseClosedError,
    NamedDateReachedError,
    NamedDayError,
)
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.errors import CaseSuspendedError

DAYS_AHEAD = 3
"""How many working days before the due date an apology is prepared."""


@unique
class ApologyState(StrEnum):
    """How far it has come."""

    PREPARED = "prepared"  # the case is at risk; nobody has written anything yet
    WRITTEN = "written"  # an officer named reason and date; the head is to sign
    SIGNED = "signed"  # it went out: the date is moved, once and for all


@unique
class Because(StrEnum):
    """Why it was prepared."""

    DUE_NEAR = "due-near"  # the due date is `DAYS_AHEAD` working days ahead
    CANNOT_FIT = "cannot-fit"  # a leg is late, and the terms of the rest reach past the date


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    """The one apology of a dossier; officers are accounts.

    `due_at` is the date it is about, `proposed_due_at` the earliest that can be kept by the own
    terms of what is left, `new_due_at` the one an officer named with the `reason`.
    """

    dossier: str
    state: ApologyState = ApologyState.PREPARED
    version: int = 1
    because: Because
    prepared_at: datetime
    due_at: datetime
    proposed_due_at: datetime
    reason: ApologyReason | None = None
    new_due_at: datetime | None = None
    written_by: str | None = None
    written_at: datetime | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None


def prepare_at(due_at: datetime, schedule: Schedule) -> datetime | None:
    """Return the opening of the day on which an apology is prepared.

    None where the calendar does not reach back so far.
    """
    day = in_vietnam(due_at).date()
    try:
        for _ in range(DAYS_AHEAD):
            day -= timedelta(days=1)
            while not schedule.is_working(day):
                day -= timedelta(days=1)
        return schedule.next_opening(datetime.combine(day, time(), VIETNAM))
    except CalendarYearMissingError:
        return None


def sign_by(due_at: datetime, schedule: Schedule) -> datetime:
    """Return the last office minute at which an apology for `due_at` is signed in time.

    The closing of the working day before. Raises `CalendarYearMissingError`.
    """
    return limits.apology(due_at, schedule).at


def proposed(due_at: datetime, end: datetime, schedule: Schedule) -> datetime:
    """Return the closing of the first working day, past the due date, by which the case ends.

    Raises `CalendarYearMissingError`.
    """
    following = schedule.end_of_working_day(in_vietnam(due_at).date(), 1)
    return max(following, schedule.end_on_or_after(in_vietnam(end).date()))


def prepared_anew(apology: Apology, due_at: datetime, proposed_due_at: datetime) -> Apology:
    """Return an unsigned apology for the date the case has now."""
    if apology.state is ApologyState.SIGNED or apology.due_at == due_at:
        return apology
    version = apology.version + 1
    return replace(apology, version=version, due_at=due_at, proposed_due_at=proposed_due_at)


def write(
    apology: Apology,
    case: Case,
    *,
    reason: ApologyReason,
    day: date,
    officer: str,
    at: datetime,
    schedule: Schedule,
) -> Apology:
    """Return the apology with its reason and new date; it may be written again until signed.

    Raises `CaseClosedError`, `CaseSuspendedError`, `ApologySignedError`, `ApologyTooLateError`,
    `NamedDayError`.
    """
    due_at = _require_open(apology, case, at, schedule)
    return replace(
        apology,
        state=ApologyState.WRITTEN,
        version=apology.version + 1,
        due_at=due_at,
        reason=reason,
        new_due_at=_named(day, due_at, schedule),
        written_by=officer,
        written_at=at,
    )


def asked_to_sign(
    apology: Apology,
    case: Case,
    accounts: Sequence[str],
    schedule: Schedule,
    *,
    days: Sequence[date] = (),
) -> ApologyWritten:
    """Return what is said of a written apology, for those who may sign it.

    `days` are those on which their office is open, `schedule` says until when it may be signed.

    Raises `ApologyUnwrittenError`, `CalendarYearMissingError`.
    """
    reason, new, at = apology.reason, apology.new_due_at, apology.written_at
    if reason is None or new is None or at is None:
        raise ApologyUnwrittenError
    return ApologyWritten(
        dossier=apology.dossier,
        case_number=case.number,
        procedure=case.procedure,
        agency=case.competent_agency,
        cause=reason.value,
        due_at=apology.due_at,
        new_due_at=new,
        sign_by=sign_by(apology.due_at, schedule),
        written_at=at,
        told_accounts=tuple(accounts),
        open_days=tuple(days),
    )


def sign(
    apology: Apology, case: Case, *, officer: str, at: datetime, schedule: Schedule
) -> tuple[Apology, ApologySigned]:
    """Return the signed apology and what is said of it.

    Raises `CaseClosedError`, `CaseSuspendedError`, `ApologySignedError`, `ApologyTooLateError`,
    `ApologyUnwrittenError`, and `NamedDateReachedError` where the due date was moved up to the
    date that was named, or past it.
    """
    due_at = _require_open(apology, case, at, schedule)
    reason, new, writer = apology.reason, apology.new_due_at, apology.written_by
    if reason is None or new is None or writer is None:
        raise ApologyUnwrittenError
    if in_vietnam(new).date() <= in_vietnam(due_at).date():
        raise NamedDateReachedError
    signed = replace(
        apology,
        state=ApologyState.SIGNED,
        version=apology.version + 1,
        due_at=due_at,
        signed_by=officer,
        signed_at=at,
    )
    return signed, ApologySigned(
        dossier=case.dossier,
        case_number=case.number,
        agency=case.competent_agency,
        cause=reason.value,
        due_at=due_at,
        new_due_at=new,
        written_by=writer,
        officer=officer,
        signed_at=at,
    )


def require_version(apology: Apology, version: str) -> None:
    """Raise `StaleVersionError` unless `version` is the apology's."""
    if version != str(apology.version):
        raise StaleVersionError


def _require_open(apology: Apology, case: Case, at: datetime, schedule: Schedule) -> datetime:
    if apology.state is ApologyState.SIGNED:
        raise ApologySignedError
    if case.status is not CaseStatus.OPEN:
        raise CaseClosedError
    if case.suspended is not None or case.due_at is None:
        raise CaseSuspendedError
    last = sign_by(case.due_at, schedule)
    if at > last:
        raise ApologyTooLateError(extra={"sign_by": last.isoformat()})
    return case.due_at


def _named(day: date, due_at: datetime, schedule: Schedule) -> datetime:
    try:
        closing = schedule.closing(day) if schedule.is_working(day) else None
    except CalendarYearMissingError:
        closing = None
    if closing is None or day <= in_vietnam(due_at).date():
        raise NamedDayError(pointer="/new_due_on")
    return closing
