"""Loops of a background process that work portion by portion and wait for their database."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod

import structlog

from chassis.backoff import Backoff
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError

_ALIVE_SECONDS = 120.0
_log = structlog.get_logger(__name__)


class PatientLoop(ABC):
    """A loop that takes turns; it is alive while a turn was begun `alive_seconds` ago or less."""

    def __init__(self, name: str, *, alive_seconds: float = _ALIVE_SECONDS) -> None:
        self.name = name
        self._alive_seconds = alive_seconds
        self._moved_at = time.monotonic()
        self._ready = False

    @abstractmethod
    def turn(self) -> float:
        """Work once and return the seconds to wait before the next turn.

        Raises `UnavailableError` or `ConflictError` when the database lets nothing be done now.
        """

    def run(self, stop: threading.Event) -> None:
        """Take turns until `stop` is set; a database that is away is waited for."""
        backoff = Backoff()
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                wait = self.turn()
                self._ready = True
                backoff.reset()
            except (UnavailableError, ConflictError) as error:
                self._ready = False
                wait = backoff.next()
                _log.warning(
                    "loop-waits", loop=self.name, reason=describe(error), seconds=round(wait, 1)
                )
            if wait:
                stop.wait(wait)

    def ready(self) -> bool:
        """Tell whether the last turn could do its work."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < self._alive_seconds
