"""When a day of notices is over and can be counted for good."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kernel.clock import VIETNAM

SETTLES_AFTER = timedelta(days=7)
"""A message is given up after three days, and its provider has told its end by then; a mail
server that gives a letter back later than this is not counted."""


def begin_of(day: date) -> datetime:
    """Return the first instant of a day in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)


def settled_day(begun: datetime, now: datetime) -> date | None:
    """Return the day in Vietnam of a notice begun then, None while something may still change."""
    day = begun.astimezone(VIETNAM).date()
    over = begin_of(day + timedelta(days=1))
    return day if over + SETTLES_AFTER <= now else None
