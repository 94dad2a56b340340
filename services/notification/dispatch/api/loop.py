"""The loop that sends: takes one message after another, woken by the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import psycopg
import structlog

from chassis.backoff import Backoff
from chassis.db import Database
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError
from services.notification.dispatch.domain.message import Settlement
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed

_log = structlog.get_logger(__name__)
_POLL_SECONDS = 1.0
_SWEEP_SECONDS = 10.0
_ALIVE_SECONDS = 180.0


class Work(Protocol):
    """What the loop drives; claim, settle and sweep are a transaction each, deliver is none."""

    def claim(self) -> Claimed | None:
        """Take a message; None when none is due."""
        ...

    def deliver(self, claimed: Claimed) -> Outcome:
        """Hand it over; raises nothing a provider or network can do."""
        ...

    def settle(self, claimed: Claimed, outcome: Outcome) -> Settlement | None:
        """Record how that ended."""
        ...

    def sweep(self) -> None:
        """Find attempts nobody ended, and observe the queue."""
        ...

    def close(self) -> None:
        """Let go of the provider."""
        ...


class DispatchLoop:
    """A loop of the background process; several may run side by side, here and elsewhere.

    `work` is made inside the loop's thread; `channel` is the NOTIFY channel of the queue.
    """

    def __init__(
        self, database: Database, work: Callable[[], Work], *, name: str, channel: str
    ) -> None:
        self.name = name
        self._channel = channel
        self._database = database
        self._make_work = work
        self._moved_at = time.monotonic()
        self._ready = False
        self._sweep_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; a database or provider that is away is waited for."""
        work = self._make_work()
        try:
            backoff = Backoff(first=0.5, most=10.0)
            while not stop.is_set():
                try:
                    self._listen_and_work(work, stop)
                    backoff.reset()
                except (UnavailableError, ConflictError, psycopg.OperationalError) as error:
                    self._ready = False
                    seconds = backoff.next()
                    _log.warning("dispatch-waits", reason=describe(error), seconds=seconds)
                    self._pause(stop, seconds)
        finally:
            work.close()

    def ready(self) -> bool:
        """Tell whether the queue can be worked on; a provider that is away shows in metrics."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _listen_and_work(self, work: Work, stop: threading.Event) -> None:
        provider = Backoff(first=1.0, most=10.0)
        with self._database.listener(self._channel) as listener:
            self._ready = True
            while not stop.is_set():
                self._moved_at = time.monotonic()
                self._sweep(work)
                result = send_one(work)
                if result is Result.UNREACHABLE:
                    # Nobody can be reached: do not try the whole queue against a closed door.
                    self._pause(stop, provider.next())
                elif result is None:
                    _wait_for_news(listener)
                else:
                    provider.reset()

    def _sweep(self, work: Work) -> None:
        if time.monotonic() >= self._sweep_at:
            work.sweep()
            self._sweep_at = time.monotonic() + _SWEEP_SECONDS

    def _pause(self, stop: threading.Event, seconds: float) -> None:
        self._moved_at = time.monotonic()
        stop.wait(seconds)


def send_one(work: Work) -> Result | None:
    """Take one message, hand it over and record it; None when none was due."""
    claimed = work.claim()
    if claimed is None:
        return None
    outcome = work.deliver(claimed)
    work.settle(claimed, outcome)
    return outcome.result


def _wait_for_news(listener: psycopg.Connection[Any]) -> None:
    """Sleep until a message is queued; a second at most, for what was put off."""
    for _ in listener.notifies(timeout=_POLL_SECONDS, stop_after=1):
        pass
