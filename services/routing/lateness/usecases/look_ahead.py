"""What an agency's open steps put at risk is worked out anew, by its history and its queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from kernel.working_time import (
    CalendarYearMissingError,
    Schedule,
    add_working_minutes,
    in_vietnam,
    working_minutes_between,
)
from services.routing.lateness.domain.risk import WINDOW_DAYS, history_of, risks
from services.routing.lateness.ports import Risks
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.ports import Schedules

_PAUSE_MINUTES = 120


def look_ahead(agency: str, *, at: datetime, schedules: Schedules, lines: Risks) -> datetime:
    """Replace the agency's part of the list; returns when to look again.

    That is two office hours later, or when the next day opens; while its office clock is missing
    or does not reach this day, tomorrow.
    """
    try:
        schedule = schedules.of(agency)
        since = at - timedelta(days=WINDOW_DAYS)
        window = working_minutes_between(since, at, schedule)
        history = history_of(lines.ended(agency, since, schedule), window)
        lines.replace(agency, risks(lines.open(agency), history, at, schedule), at=at)
        return _next_look(at, schedule)
    except (CalendarYearMissingError, ReferenceMissingError):
        return at + timedelta(days=1)


def _next_look(at: datetime, schedule: Schedule) -> datetime:
    opening = schedule.next_opening(at)
    if opening > at:
        return opening
    opening = schedule.opening_of_working_day(in_vietnam(at).date())
    return min(add_working_minutes(at, _PAUSE_MINUTES, schedule), opening)
