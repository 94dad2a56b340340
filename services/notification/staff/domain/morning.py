"""When the mail of the morning goes: half past seven in Vietnam, as offices open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from kernel.clock import VIETNAM

GOES_AT = time(7, 30)
_DAY = timedelta(days=1)


def next_morning(now: datetime, open_days: Sequence[date] = ()) -> datetime:
    """Return the next instant, behind `now`, at which the mail of the morning goes.

    It goes on days on which the office of who is told is open: `open_days` are the next of them,
    as they were said, the present one included. Heard so late that they are over it is the last
    of them: the mail is due. Without any it is the next half past seven, on whatever day.
    """
    mornings = [datetime.combine(day, GOES_AT, VIETNAM) for day in sorted(open_days)]
    ahead = [morning for morning in mornings if now < morning]
    if ahead:
        return ahead[0]
    return mornings[-1] if mornings else _any_morning(now)


def _any_morning(now: datetime) -> datetime:
    local = now.astimezone(VIETNAM)
    today = datetime.combine(local.date(), GOES_AT, VIETNAM)
    return today if local < today else today + _DAY
