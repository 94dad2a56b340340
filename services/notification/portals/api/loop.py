"""The loop that calls a portal: a few calls at a time, each outside any transaction."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import structlog

from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError

_log = structlog.get_logger(__name__)
_IDLE_SECONDS = 2.0
_ALIVE_SECONDS = 300.0


class PortalLoop:
    """Calls until it is stopped; `turn` makes the calls that are due and returns how many."""

    def __init__(self, portal: str, turn: Callable[[], int]) -> None:
        self.name = f"portal-{portal}"
        self._turn = turn
        self._moved_at = time.monotonic()
        self._ready = False

    def run(self, stop: threading.Event) -> None:
        """Call until `stop` is set; a database that is away is waited for."""
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                made = self._turn()
                self._ready = True
            except (UnavailableError, ConflictError, psycopg.OperationalError) as error:
                _log.warning("portal-waits", loop=self.name, reason=describe(error))
                self._ready, made = False, 0
            if not made:
                stop.wait(_IDLE_SECONDS)

    def ready(self) -> bool:
        """Tell whether calls can be read; a portal that is away shows in metrics."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS
