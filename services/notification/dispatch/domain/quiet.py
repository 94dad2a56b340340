"""When a text message wakes nobody.

People who were woken by texts of their administration were angry, and rightly; a letter by e-mail
wakes nobody and waits for no hour.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kernel.clock import VIETNAM
from services.notification.dispatch.domain.lane import Lane

QUIET_FROM, QUIET_UNTIL = time(21), time(7)
"""In Vietnam's time; the first instant belongs to the quiet hours, the last does not."""
_ONE_DAY = timedelta(days=1)


def held_until(now: datetime, lane: Lane) -> datetime | None:
    """Return until when a text of this lane waits, None when it may go now.

    `now` must be aware. Urgent texts go at any hour.
    """
    if lane is Lane.URGENT:
        return None
    local = now.astimezone(VIETNAM)
    morning = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    if local.time() < QUIET_UNTIL:
        return morning
    return morning + _ONE_DAY if local.time() >= QUIET_FROM else None
