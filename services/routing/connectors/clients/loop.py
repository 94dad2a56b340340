"""The loop that hands enquiries to specialised systems; several may work side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from chassis.backoff import Backoff
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError

_log = structlog.get_logger(__name__)
_POLL_SECONDS = 1.0
_ALIVE_SECONDS = 180.0


class ConnectorLoop:
    """A loop of the background process; `turn` hands over what is due and tells how many."""

    name = "connectors"

    def __init__(self, turn: Callable[[], int]) -> None:
        self._turn = turn
        self._moved_at = time.monotonic()
        self._ready = False

    def run(self, stop: threading.Event) -> None:
        """Hand over until `stop` is set; a database that is away is waited for."""
        backoff = Backoff()
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                wait = 0.0 if self._turn() else _POLL_SECONDS
                self._ready = True
                backoff.reset()
            except (UnavailableError, ConflictError) as error:
                self._ready = False
                wait = backoff.next()
                _log.warning("connectors-wait-for-database", reason=describe(error), seconds=wait)
            if wait:
                stop.wait(wait)

    def ready(self) -> bool:
        """Tell whether the queue can be worked on; a system that is away is its own trouble."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS
