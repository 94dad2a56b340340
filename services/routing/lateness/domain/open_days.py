"""The days on which somebody who was told by mail is at the office to read it."""

from __future__ import annotations

from datetime import date, datetime, time

from kernel.clock import VIETNAM
from kernel.schedule import in_vietnam
from kernel.working_time import CalendarYearMissingError, Schedule


def open_days(at: datetime, schedule: Schedule) -> tuple[date, ...]:
    """Return the next two days on which the office is open, that of `at` included.

    Open, not worked: a desk of Saturday reads its mail. None where the calendar ends before, so
    that nothing is kept from being told for want of a calendar.
    """
    today = in_vietnam(at).date()
    try:
        first = schedule.next_opening(datetime.combine(today, time.min, VIETNAM)).date()
        second = schedule.next_opening(datetime.combine(first, time.max, VIETNAM)).date()
    except CalendarYearMissingError:
        return ()
    return first, second
