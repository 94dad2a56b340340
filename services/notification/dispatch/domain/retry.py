"""When a message is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

from services.notification.dispatch.domain.outcome import Result

GIVE_UP_AFTER = timedelta(hours=72)
"""A message that could not be handed over for so long will not be; somebody must telephone."""

CONTACT_WAIT = timedelta(minutes=2)
"""How long a message waits for the contact of its dossier to be heard."""

NAME_TRIES = 2
"""So many tries at most end because nobody could say what a letter's officer is called.

With the waits after them that is six seconds, and what asking takes.
"""

_PROVIDER_AWAY = timedelta(seconds=5)
_AFTER_UNKNOWN = timedelta(seconds=30)
_DEFERRED = (
    timedelta(seconds=1),
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)


def wait_after(result: Result, attempts: int) -> timedelta:
    """Return how long to wait after the try number `attempts` (1, 2, 3 …) that ended so.

    A provider that is away is asked again soon, because its return is what all messages wait for;
    a message that was deferred waits longer each time.
    """
    if result is Result.UNREACHABLE:
        return _PROVIDER_AWAY
    if result is Result.UNKNOWN:
        return _AFTER_UNKNOWN
    return _DEFERRED[min(attempts, len(_DEFERRED)) - 1]
