"""A portal was called: the call ends or waits, and the portal's standing follows."""

from __future__ import annotations

from datetime import datetime

from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.domain.retry import wait_after
from services.notification.portals.domain.call import Answer, Call, Standing, standing_after
from services.notification.portals.ports import Calls


def settle_call(call: Call, answer: Answer, *, calls: Calls, now: datetime) -> Standing:
    """Note what came of a call; one that failed waits as a letter does, longer each time."""
    standing = standing_after(answer, calls.standing(call.endpoint), now)
    calls.settle(call, answer, standing, wait_after(Result.DEFERRED, call.attempts), now)
    return standing
