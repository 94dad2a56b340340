"""When a message stays with a provider: while that one may have it already."""

from __future__ import annotations

from datetime import timedelta

from services.notification.dispatch.domain.outcome import Outcome, Result

UNKNOWN_WINDOW = timedelta(minutes=10)
"""How long an attempt whose end is unknown keeps its message with its provider."""


def binds(outcome: Outcome, *, bound: bool) -> bool:
    """Tell whether an attempt binds its message to its provider for `UNKNOWN_WINDOW` from now.

    `bound` tells whether an earlier attempt still does. Handed to another provider a text may
    reach the citizen twice; handed to the same under its reference it goes once, where the
    provider knows references. An attempt that surely failed leaves the message free, but takes
    nothing back of what an earlier one with an unknown end said; when the window of that one is
    over the message is free all the same, because a notice must go out at least once.
    """
    return outcome.result is Result.UNKNOWN and not bound
