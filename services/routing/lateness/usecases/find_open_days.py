"""On which days an agency reads what its officers are told by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from services.routing.lateness.domain.open_days import open_days
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.ports import Schedules


def find_open_days(agency: str, at: datetime, *, schedules: Schedules) -> Sequence[date]:
    """Return the next two days on which an agency is open, that of `at` included.

    None while its office clock is missing: nobody is told later for want of it.
    """
    try:
        return open_days(at, schedules.of(agency))
    except ReferenceMissingError:
        return ()
