"""The loop that asks the carrier: one posting at a time, beside everything else."""

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

Step = Callable[[], bool | None]
"""Asks about the posting that is due longest; None when none is, False when nobody answered."""


class CarrierLoop:
    """Takes steps until it is stopped; a carrier that is away is asked after growing waits."""

    def __init__(self, step: Step, *, name: str = "post") -> None:
        self.name = name
        self._step = step
        self._away = Backoff(first=1.0, most=30.0)
        self._moved_at = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            self._moved_at = time.monotonic()
            stop.wait(self.turn())

    def turn(self) -> float:
        """Take one step and return the seconds to wait before the next."""
        try:
            reached = self._step()
        except (UnavailableError, ConflictError) as error:
            _log.warning("post-waits-for-database", reason=describe(error))
            return self._away.next()
        except Exception as error:  # noqa: BLE001 -- one posting's fault harms no other
            _log.exception("posting-failed", reason=describe(error))
            return _POLL_SECONDS
        if reached is False:
            return self._away.next()
        if reached is None:
            return _POLL_SECONDS
        self._away.reset()
        return 0.0

    def ready(self) -> bool:
        """Tell that nobody has to wait for a carrier: one that is away shows in metrics."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS
