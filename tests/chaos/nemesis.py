"""Hurts the suite, one fault after another, as its seed says."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

from chassis.management import ManagementError
from tests.chaos.fault_proxy import FaultProxy
from tests.chaos.journal import Journal
from tests.chaos.parts import Part
from tests.chaos.servers import Servers

_PAUSE_SECONDS = (1.0, 6.0)
_STOP_SECONDS = (2.0, 15.0)
_LINE_SECONDS = (1.0, 8.0)
_LINE_FAULTS: Sequence[dict[str, float | bool]] = (
    {"latency": 0.05, "jitter": 0.2},
    {"half_open": True},
    {"bytes_per_second": 3000.0},
    {"loss": 0.02},
    {"refuse": True},
)


class Nemesis:
    """Picks faults by weight until its time is up; `counts` says how many of each."""

    def __init__(
        self,
        *,
        servers: Servers,
        parts: Sequence[Part],
        proxy: FaultProxy,
        journal: Journal,
        vhost: str,
        databases: Sequence[str],
        seed: int,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._servers = servers
        self._parts = list(parts)
        self._proxy = proxy
        self._journal = journal
        self._vhost = vhost
        self._databases = list(databases)
        self._chance = random.Random(seed)  # noqa: S311 -- a seeded run must repeat
        self._faults: Sequence[tuple[int, Callable[[], None]]] = (
            (8, self._kill_part),
            (2, self._stop_part),
            (2, self._kill_broker),
            (1, self._kill_database),
            (2, self._close_connections),
            (1, self._end_sessions),
            (2, self._spoil_line),
            (1, self._cut_line),
        )

    @property
    def kills(self) -> int:
        """Return how many processes were sent SIGKILL."""
        return sum(count for fault, count in self.counts.items() if fault.startswith("kill"))

    def run(self, seconds: float) -> None:
        """Hurt for `seconds`, then leave; healing is the caller's."""
        weights = [weight for weight, _ in self._faults]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ((_, fault),) = self._chance.choices(self._faults, weights)
            fault()
            time.sleep(self._chance.uniform(*_PAUSE_SECONDS))

    def _note(self, fault: str, **about: object) -> None:
        self.counts[fault] += 1
        self._journal.note("nemesis", fault=fault, **about)

    def _kill_part(self) -> None:
        part = self._chance.choice(self._parts)
        self._note("kill-process", part=part.name)
        part.kill()

    def _stop_part(self) -> None:
        part = self._chance.choice(self._parts)
        seconds = self._chance.uniform(*_STOP_SECONDS)
        self._note("stop-process", part=part.name, seconds=round(seconds, 1))
        part.signal(signal.SIGSTOP)
        time.sleep(seconds)
        part.signal(signal.SIGCONT)

    def _kill_broker(self) -> None:
        self._note("kill-broker")
        self._servers.kill("rabbitmq")

    def _kill_database(self) -> None:
        self._note("kill-database")
        self._servers.kill("postgres")
        self._servers.wait_up("postgres")

    def _close_connections(self) -> None:
        if not self._servers.broker_is_up():
            return
        self._note("close-connections")
        for name in self._servers.connections(self._vhost):
            # One that ends by itself at that moment is a 500 to the broker's API.
            with suppress(ManagementError):
                self._servers.close_connection(name)

    def _end_sessions(self) -> None:
        if not self._servers.database_is_up():
            return
        self._note("end-sessions", ended=self._servers.terminate_backends(self._databases))

    def _spoil_line(self) -> None:
        fault = self._chance.choice(_LINE_FAULTS)
        self._note("spoil-line", **fault)
        self._proxy.set(**fault)
        time.sleep(self._chance.uniform(*_LINE_SECONDS))
        self._proxy.set()

    def _cut_line(self) -> None:
        self._note("cut-line")
        self._proxy.cut()
