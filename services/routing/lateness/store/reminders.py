"""The timers at which apologies are prepared: one row a case whose clock runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from chassis.timers import Timers
from services.routing.lateness.domain.apology import prepare_at
from services.routing.lateness.domain.standing import office_of
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case, CaseStatus

APOLOGY = "apology"
"""The kind of the timer; the subject is the dossier."""


class PgReminders:
    """The port `Reminders` on one transaction."""

    def __init__(self, tx: Connection, schedules: Schedules) -> None:
        self._timers = Timers(tx)
        self._schedules = schedules

    def follow(self, before: Case | None, after: Case) -> None:
        """Set, move or drop the timer where the date, or whether it is waited for, changed."""
        old = None if before is None else _waited_for(before)
        new = _waited_for(after)
        if old == new:
            return
        at = None
        if new is not None:
            at = prepare_at(new, self._schedules.of(office_of(after)))
        if at is None:
            self._timers.cancel(kind=APOLOGY, subject=after.dossier)
        else:
            self._timers.set(kind=APOLOGY, subject=after.dossier, due_at=at)


def _waited_for(case: Case) -> datetime | None:
    return case.due_at if case.status is CaseStatus.OPEN else None
