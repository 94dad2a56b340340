"""When the mail of the morning goes: half past seven in Vietnam, as offices open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kernel.clock import VIETNAM

GOES_AT = time(7, 30)
_DAY = timedelta(days=1)


def next_morning(now: datetime) -> datetime:
    """Return the next instant, behind `now`, at which the mail of the morning goes."""
    local = now.astimezone(VIETNAM)
    today = local.replace(hour=GOES_AT.hour, minute=GOES_AT.minute, second=0, microsecond=0)
    return today if local < today else today + _DAY
