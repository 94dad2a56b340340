"""A leg passed its own term, at work or by having ended, or is measured by another date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.routing.lateness.domain.lateness import Late, Moved, changes, over_term
from services.routing.lateness.domain.violation import (
    Struck,
    Violation,
    ViolationKind,
)
from services.routing.lateness.ports import Apologies, Violations
from services.routing.lateness.usecases.prepare_apology import prepare_if_unfit
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases


def note_changes(
    before: Case,
    after: Case,
    *,
    at: datetime,
    violations: Violations,
    new_id: Callable[[], UUID],
) -> None:
    """Enter and strike what a transition of a case means; the case is locked."""
    for change in changes(before, after):
        if isinstance(change, Moved):
            _strike(change, at=at, violations=violations)
        else:
            _enter(change, at=at, violations=violations, new_id=new_id)


def note_late_leg(
    dossier: str,
    leg: str,
    *,
    at: datetime,
    cases: Cases,
    violations: Violations,
    apologies: Apologies,
    schedules: Schedules,
    new_id: Callable[[], UUID],
) -> bool:
    """Enter the leg whose term is over at `at`; False where there is nothing to enter.

    Where what is left does not fit the due date any more, an apology is prepared.

    It ended in time, the case is over, or its clock was stopped or moved meanwhile. Raises
    `LockTimeoutError` at once when somebody is at work on the case, `ReferenceMissingError` while
    an office clock is missing.
    """
    case = cases.lock_for_dossier(dossier, wait=False)
    late = None if case is None else over_term(case, leg, at)
    if case is None or late is None:
        return False
    prepare_if_unfit(case, at=at, schedules=schedules, apologies=apologies)
    _enter(late, at=at, violations=violations, new_id=new_id)
    return True


def _strike(moved: Moved, *, at: datetime, violations: Violations) -> None:
    struck = Struck(at=at, because=moved.because)
    if moved.leg is None:
        violations.strike_date(moved.dossier, moved.due_at, struck)
    else:
        violations.strike_leg(moved.dossier, moved.leg, moved.due_at, struck)


def _enter(
    late: Late, *, at: datetime, violations: Violations, new_id: Callable[[], UUID]
) -> None:
    violation = Violation(
        id=new_id(),
        kind=ViolationKind.LEG_LATE,
        cause=late.cause,
        dossier=late.dossier,
        procedure=late.procedure,
        leg=late.leg,
        agency=late.agency,
        officer=late.officer,
        due_at=late.due_at,
        at=late.due_at,
    )
    violations.enter_once(violation, since=late.since, recorded_at=at)
