"""The loops that send: each takes a few messages at a time, hands them over and settles them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psycopg
import structlog

from chassis.backoff import Backoff
from chassis.failpoints import failpoint
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError
from services.notification.dispatch.api.bell import Bell
from services.notification.dispatch.api.recovery import SETTLE_AGAIN_SECONDS, Recovery
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.provider import worth_going_on
from services.notification.dispatch.ports import Claimed

_log = structlog.get_logger(__name__)
_AT_ONCE = 25
"""What a sender may hold: so many messages at most go twice when its process is killed."""
_HOLD_SECONDS = 0.5
"""How long a sender goes on with what it holds; what it did not come to goes to others."""
_POLL_SECONDS = 1.0
_ALIVE_SECONDS = 180.0
_FAULT = Outcome(result=Result.DEFERRED, reason="fault")
_AWAY = (UnavailableError, ConflictError, psycopg.OperationalError)


class Work(Protocol):
    """What a loop drives; `claim` and `settle` are committed when they return."""

    def claim(self, limit: int) -> Sequence[Claimed]:
        """Take up to so many messages; none when none is due, or nobody can be reached."""
        ...

    def deliver(self, claimed: Claimed) -> Outcome:
        """Hand one over, with no transaction open; raises nothing a provider can do."""
        ...

    def settle(
        self, ended: Sequence[tuple[Claimed, Outcome]], unsent: Sequence[Claimed]
    ) -> object:
        """Record how attempts ended, and give back what was not begun."""
        ...

    def close(self) -> None:
        """Let go of the providers."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """What one claim came to: attempts that ended, and messages that were not begun."""

    ended: list[tuple[Claimed, Outcome]] = field(default_factory=list)
    unsent: list[Claimed] = field(default_factory=list)

    @property
    def outcomes(self) -> list[Outcome]:
        """Return what became of the attempts."""
        return [outcome for _, outcome in self.ended]

    @property
    def results(self) -> list[Result]:
        """Return how the attempts ended."""
        return [outcome.result for outcome in self.outcomes]


class DispatchLoop:
    """A sender of the background process; several work side by side, here and elsewhere.

    `work` is made inside the loop's thread. `bell` and `recovery` are shared by the senders of a
    process.
    """

    def __init__(
        self, work: Callable[[], Work], *, name: str, bell: Bell, recovery: Recovery
    ) -> None:
        self.name = name
        self._make_work = work
        self._bell = bell
        self._recovery = recovery
        self._limit = _AT_ONCE
        self._moved_at = time.monotonic()
        self._ready = False

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; a database or provider that is away is waited for."""
        work = self._make_work()
        backoff = Backoff(first=0.5, most=10.0)
        try:
            while not stop.is_set():
                self._moved_at = time.monotonic()
                if left := self._recovery.seconds_left():
                    stop.wait(left)
                    continue
                try:
                    self._turn(work, stop)
                    self._ready = True
                    backoff.reset()
                except _AWAY as error:
                    self._wait_for_database(error, stop, backoff)
        finally:
            work.close()

    def ready(self) -> bool:
        """Tell whether the queue can be worked on; a provider that is away shows in metrics."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _turn(self, work: Work, stop: threading.Event) -> None:
        claimed = work.claim(self._limit)
        if 2 * len(claimed) > self._limit:
            self._bell.ring()  # there may be more than we took
        begun = time.monotonic()
        batch = hand_over(work, claimed, until=begun + _HOLD_SECONDS)
        if not claimed:
            self._bell.wait(_POLL_SECONDS)
            return
        self._learn(batch, time.monotonic() - begun)
        self._settle(work, batch, stop)

    def _learn(self, batch: Batch, seconds: float) -> None:
        """Take no more next time than was handed over in time; more when there was time left."""
        if not worth_going_on(batch.outcomes):
            return
        if batch.unsent:
            self._limit = max(1, len(batch.ended))
        elif seconds < _HOLD_SECONDS / 2:
            self._limit = min(_AT_ONCE, 2 * self._limit)

    def _settle(self, work: Work, batch: Batch, stop: threading.Event) -> None:
        """Record what happened, as soon as the database lets us: forgotten, it would go twice."""
        backoff = Backoff(first=0.2, most=SETTLE_AGAIN_SECONDS)
        while True:
            try:
                work.settle(batch.ended, batch.unsent)
            except _AWAY as error:
                if stop.is_set():
                    raise
                self._wait_for_database(error, stop, backoff)
            else:
                return

    def _wait_for_database(
        self, error: Exception, stop: threading.Event, backoff: Backoff
    ) -> None:
        self._ready = False
        if not isinstance(error, ConflictError):
            self._recovery.interrupted()
        seconds = backoff.next()
        _log.warning("dispatch-waits", reason=describe(error), seconds=seconds)
        self._moved_at = time.monotonic()
        stop.wait(seconds)


def hand_over(work: Work, claimed: Sequence[Claimed], *, until: float | None = None) -> Batch:
    """Hand messages over one after another; stop at `until`, or when the provider fails."""
    batch = Batch()
    if claimed:
        failpoint("dispatch.claimed")
    for place, one in enumerate(claimed):
        late = until is not None and time.monotonic() >= until
        if place and (late or not worth_going_on(batch.outcomes)):
            batch.unsent.extend(claimed[place:])
            break
        batch.ended.append((one, _deliver(work, one)))
        failpoint("dispatch.handed_over")
    return batch


def _deliver(work: Work, one: Claimed) -> Outcome:
    """Hand one over; a fault of ours puts this message off and harms no other."""
    try:
        return work.deliver(one)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is this message's alone
        _log.exception("delivery-failed", message=str(one.message.id), reason=describe(error))
        return _FAULT
