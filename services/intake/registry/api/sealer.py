"""The loop that gives reads by staff their place in the chain, each second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from chassis.backoff import Backoff
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 1.0
_ALIVE_SECONDS = 60.0


class AccessSealer:
    """Runs `seal`, a transaction that returns how many reads it placed, while there are any.

    Several may run at once: the queue's row locks part them, the heads' order them.
    """

    name = "access-sealer"

    def __init__(self, seal: Callable[[], int]) -> None:
        self._seal = seal
        self._moved_at = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a database that is away is waited for."""
        backoff = Backoff()
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                placed = self._seal()
                backoff.reset()
            except (UnavailableError, ConflictError) as error:
                seconds = backoff.next()
                _log.warning("access-sealer-waits", reason=describe(error), seconds=seconds)
                stop.wait(seconds)
            else:
                stop.wait(0.0 if placed else _EVERY_SECONDS)

    def ready(self) -> bool:
        """Tell that nobody has to wait for the sealer."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS
