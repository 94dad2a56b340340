"""A week has passed over a day: what became of its notices is counted for good."""

from __future__ import annotations

from datetime import date, datetime

from services.notification.tally.domain.day import settled_day
from services.notification.tally.ports import Tally


def tally_day(*, tally: Tally, now: datetime) -> date | None:
    """Count the oldest day that is over and not counted; return it, None when there is none."""
    begun = tally.begun_after(tally.last_day())
    day = settled_day(begun, now) if begun else None
    return day if day is not None and tally.keep(day, now) else None
