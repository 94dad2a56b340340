"""After the database was away: who holds letters says what came of them before any is claimed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SETTLE_AGAIN_SECONDS = 0.5
"""How often at least who holds letters tries to settle them."""
_CALM_SECONDS = 2 * SETTLE_AGAIN_SECONDS


class Recovery:
    """When the senders of a process may claim again; shared by them.

    A crash of the server forgets claims that had not reached the disk. Whoever claimed such a
    letter now would send once more what another sender is about to settle. A crash ends the
    connections of all, so a sender or the bell of each process hears of it, and none claims before
    a second passed without trouble: twice as long as a sender waits at most until it settles
    again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._calm_at = 0.0
        self._lock = threading.Lock()

    def interrupted(self) -> None:
        """Note that the database was found away just now."""
        with self._lock:
            self._calm_at = self._clock() + _CALM_SECONDS

    def seconds_left(self) -> float:
        """Return how long no letter may be claimed yet, 0 in calm times."""
        with self._lock:
            return max(0.0, self._calm_at - self._clock())
