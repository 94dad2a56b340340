"""Whether a provider is tried: shared by the senders of a process, so that one of them asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chassis.backoff import Backoff
from services.notification.dispatch.domain.outcome import Outcome, Result

_PROBE_SECONDS = 30.0
"""How long the one that asks may take before another does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What a sender may do: wait `seconds`, or send, one message only when it is a `probe`."""

    seconds: float = 0.0
    probe: bool = False


class Breaker:
    """The state of a provider: reachable, or away and asked again after growing waits.

    Waits are by chance up to 1, 2, 4 … 10 s, so that processes do not ask in step.
    """

    def __init__(
        self, backoff: Backoff | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._backoff = backoff or Backoff(first=1.0, most=10.0)
        self._clock = clock
        self._lock = threading.Lock()
        self._ask_at: float | None = None

    def ask(self) -> Leave:
        """Return what the caller may do now; who gets a probe is the only one."""
        with self._lock:
            if self._ask_at is None:
                return Leave()
            left = self._ask_at - self._clock()
            if left > 0:
                return Leave(seconds=left)
            self._ask_at = self._clock() + _PROBE_SECONDS
            return Leave(probe=True)

    def tell(self, leave: Leave, outcomes: Iterable[Outcome]) -> None:
        """Note how the attempts went that were made by this leave."""
        found = list(outcomes)
        with self._lock:
            if any(outcome.result is Result.UNREACHABLE for outcome in found):
                self._ask_at = self._clock() + self._backoff.next()
            elif any(outcome.code is not None for outcome in found):
                self._ask_at = None
                self._backoff.reset()
            elif leave.probe:
                # Nothing was said to the provider: the next message will tell.
                self._ask_at = self._clock()
