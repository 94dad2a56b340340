"""When a desk at which something waits is looked at: each morning, as offices are to open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kernel.clock import VIETNAM
from kernel.schedule import in_vietnam

LOOKED_AT = time(7)
"""Half an hour before the mail of the morning goes, which tells of it."""


def next_look(now: datetime) -> datetime:
    """Return the next instant, behind `now`, at which desks are looked at, on whatever day."""
    today = in_vietnam(now).date()
    look = datetime.combine(today, LOOKED_AT, VIETNAM)
    return look if now < look else look + timedelta(days=1)
