"""A case is at risk: an apology is prepared, so that somebody writes and signs it in time."""

from __future__ import annotations

from datetime import datetime

from kernel.schedule import in_vietnam
from kernel.working_time import CalendarYearMissingError
from services.routing.lateness.domain.apology import (
    Apology,
    Because,
    prepare_at,
    prepared_anew,
    proposed,
)
from services.routing.lateness.domain.forecast import forecast
from services.routing.lateness.domain.standing import office_of
from services.routing.lateness.ports import Apologies, Reminders
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.ports import Cases


def prepare_apology(
    dossier: str,
    *,
    at: datetime,
    cases: Cases,
    schedules: Schedules,
    apologies: Apologies,
    reminders: Reminders,
) -> bool:
    """Prepare the apology of a case whose due date is near; False where there is none to be.

    The case is over, its clock stands, its date was moved, or an apology stands for this date.
    Raises `ReferenceMissingError` while an office clock is missing, `LockTimeoutError` at once
    when somebody is at work on the case.
    """
    case = cases.lock_for_dossier(dossier, wait=False)
    if case is None or case.due_at is None or not _runs(case):
        return False
    near = prepare_at(case.due_at, schedules.of(office_of(case)))
    if near is None or at < near:
        reminders.follow(None, case)  # rung too early: a calendar put the day off meanwhile
        return False
    return _prepare(case, Because.DUE_NEAR, at, schedules, apologies)


def prepare_if_unfit(
    case: Case, *, at: datetime, schedules: Schedules, apologies: Apologies
) -> bool:
    """Prepare it where a leg is late and the own terms of the rest reach past the due date.

    The case is locked. Raises `ReferenceMissingError` while an office clock is missing.
    """
    if case.due_at is None or not _runs(case):
        return False
    end = _end(case, at, schedules)
    if end is None or in_vietnam(end).date() <= in_vietnam(case.due_at).date():
        return False
    return _prepare(case, Because.CANNOT_FIT, at, schedules, apologies)


def _prepare(
    case: Case, because: Because, at: datetime, schedules: Schedules, apologies: Apologies
) -> bool:
    end = _end(case, at, schedules)
    if case.due_at is None or end is None:
        return False
    new = proposed(case.due_at, end, schedules.of(office_of(case)))
    known = apologies.find(case.dossier)
    if known is None:
        apologies.add(
            Apology(
                dossier=case.dossier,
                because=because,
                prepared_at=at,
                due_at=case.due_at,
                proposed_due_at=new,
            )
        )
        return True
    again = prepared_anew(known, case.due_at, new)
    if again == known:
        return False
    apologies.save(again)
    return True


def _end(case: Case, at: datetime, schedules: Schedules) -> datetime | None:
    found = {leg.agency: schedules.of(leg.agency) for leg in case.legs}
    try:
        return forecast(case, at, found)
    except CalendarYearMissingError:
        return None


def _runs(case: Case) -> bool:
    return case.status is CaseStatus.OPEN and case.suspended is None
