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
from services.routing.lateness.ports import Violations
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
            struck = Struck(at=at, because=change.because)
            violations.strike_leg(change.dossier, change.leg, change.due_at, struck)
        else:
            _enter(change, at=at, violations=violations, new_id=new_id)


def note_late_leg(
    dossier: str,
    leg: str,
    *,
    at: datetime,
    cases: Cases,
    violations: Violations,
    new_id: Callable[[], UUID],
) -> bool:
    """Enter the leg whose term is over at `at`; False where there is nothing to enter.

    It ended in time, the case is over, or its clock was stopped or moved meanwhile. Raises
    `LockTimeoutError` at once when somebody is at work on the case.
    """
    case = cases.lock_for_dossier(dossier, wait=False)
    late = None if case is None else over_term(case, leg, at)
    if late is None:
        return False
    _enter(late, at=at, violations=violations, new_id=new_id)
    return True


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
