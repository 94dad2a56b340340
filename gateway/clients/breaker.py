"""A circuit breaker: a service that keeps failing is left alone for a while.

pybreaker holds its lock while the guarded call runs, so one slow answer would make all others to
that service wait; here the lock covers the count alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_FAILURES = 5
_OPEN_SECONDS = 5.0


class Breaker:
    """Opens after `failures` in a row for `open_seconds`; then one request tries for all."""

    def __init__(
        self,
        *,
        failures: int = _FAILURES,
        open_seconds: float = _OPEN_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._open_seconds = open_seconds
        self._monotonic = monotonic
        self._failed = 0
        self._open_until = 0.0
        self._trying = False
        self._lock = Lock()

    def enter(self) -> float:
        """Return 0 when a request may go on, else the seconds until one may.

        Whoever goes on must say how it ended: `succeeded`, `failed` or `abandoned`.
        """
        with self._lock:
            if self._failed < self._most:
                return 0.0
            left = self._open_until - self._monotonic()
            if left > 0:
                return left
            if self._trying:
                return self._open_seconds
            self._trying = True
            return 0.0

    def succeeded(self) -> None:
        """Note an answer, whatever it said: the service is there."""
        with self._lock:
            self._failed = 0
            self._trying = False

    def failed(self) -> None:
        """Note that no answer came, or none in time."""
        with self._lock:
            self._failed += 1
            self._trying = False
            if self._failed >= self._most:
                self._open_until = self._monotonic() + self._open_seconds

    def abandoned(self) -> None:
        """Note a request that ended for a reason that says nothing of the service."""
        with self._lock:
            self._trying = False

    @property
    def is_open(self) -> bool:
        """Tell whether requests are turned away."""
        with self._lock:
            return self._failed >= self._most
