"""Wakes the senders of a process, one for each time the database says that messages wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import structlog

from chassis.backoff import Backoff
from chassis.db import Database
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError
from services.notification.dispatch.api.recovery import Recovery

_log = structlog.get_logger(__name__)
_LISTEN_SECONDS = 1.0
_SWEEP_SECONDS = 10.0
_ALIVE_SECONDS = 180.0


class Bell:
    """The loop that listens for all senders of a process, and keeps the queue swept.

    `channel` is the NOTIFY channel of the queue; `sweep` is called every ten seconds. A ring that
    nobody waits for is kept for the next who does, so none is lost; more than `senders` are not.
    Its connection ends with a crash of the server however idle the senders are: `recovery` hears
    of it, and of the return.
    """

    def __init__(
        self,
        database: Database,
        channel: str,
        *,
        senders: int,
        sweep: Callable[[], None],
        recovery: Recovery,
        name: str = "dispatch-bell",
    ) -> None:
        self.name = name
        self._database = database
        self._channel = channel
        self._senders = senders
        self._sweep = sweep
        self._recovery = recovery
        self._lost = False
        self._sweep_at = 0.0
        self._rung = threading.Condition()
        self._rings = 0
        self._moved_at = time.monotonic()
        self._ready = False

    def run(self, stop: threading.Event) -> None:
        """Listen until `stop` is set; a database that is away is waited for."""
        backoff = Backoff(first=0.5, most=10.0)
        while not stop.is_set():
            try:
                self._listen(stop)
                backoff.reset()
            except (UnavailableError, ConflictError, psycopg.OperationalError) as error:
                self._ready, self._lost = False, True
                self._recovery.interrupted()
                seconds = backoff.next()
                _log.warning("dispatch-waits", reason=describe(error), seconds=seconds)
                self._moved_at = time.monotonic()
                stop.wait(seconds)

    def ready(self) -> bool:
        """Tell whether the queue can be heard."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def ring(self) -> None:
        """Wake one sender."""
        with self._rung:
            self._rings = min(self._rings + 1, self._senders)
            self._rung.notify()

    def wait(self, seconds: float) -> bool:
        """Sleep until it rings for the caller, or so long at most; tell whether it rang."""
        with self._rung:
            rang = self._rung.wait_for(lambda: self._rings > 0, seconds)
            self._rings -= int(rang)
            return rang

    def _listen(self, stop: threading.Event) -> None:
        with self._database.listener(self._channel) as listener:
            if self._lost:
                self._recovery.interrupted()
                self._lost = False
            # What was queued while nobody listened.
            self.ring()
            self._ready = True
            while not stop.is_set():
                self._moved_at = time.monotonic()
                if self._moved_at >= self._sweep_at:
                    self._sweep()
                    self._sweep_at = self._moved_at + _SWEEP_SECONDS
                for _ in listener.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                    self.ring()
