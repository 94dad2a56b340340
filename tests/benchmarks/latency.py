"""From the commit of an event at one service to the commit of its effect at another."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import psycopg

from chassis.clock import machine_clock
from chassis.outbox import Outbox
from tests.benchmarks.ours import SEEN
from tests.benchmarks.place import QUEUE, ROOT, STATE, Place, WrongOutcomeError
from tests.benchmarks.report import Delays
from tests.benchmarks.said import EVENTS_A_DOSSIER, accepted

PACES = (20, 100)
_WARM_UP = 20
_GRACE_SECONDS = 10.0


def measure(place: Place, *, rounds: int, seconds: float, seed: int) -> list[Delays]:
    """Return the delays at 20 and at 100 events a second, paced with some jitter."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    rows = {pace: Delays(name=f"{pace} events/s") for pace in PACES}
    place.declare(QUEUE, bound=True)
    with _process("relay", place, place.speaking.url), _process("seen", place, None):
        # Until both processes have come up, everything waits; this round does not count.
        _round(place, 5 * _WARM_UP, 5 * _WARM_UP, chance)
        for _ in range(rounds):
            for pace, delays in rows.items():
                place.settle()
                delays.add(_round(place, pace, int(pace * seconds) + _WARM_UP, chance))
    return list(rows.values())


def _round(place: Place, pace: int, count: int, chance: random.Random) -> list[float]:
    said: dict[UUID, float] = {}
    due = time.perf_counter()
    with _listening(place, count) as (seen, all_seen):
        for number in range(count):
            event = accepted(number // EVENTS_A_DOSSIER)
            with place.speaking.transaction() as tx:
                event_id = Outbox(tx, source="intake", clock=machine_clock).add(event).id
            said[event_id] = time.perf_counter()
            due += chance.uniform(0.5, 1.5) / pace
            time.sleep(max(0.0, due - time.perf_counter()))
        if not all_seen.wait(_GRACE_SECONDS):
            raise WrongOutcomeError(f"{len(seen)} of {count} effects seen")
    measured = list(said)[_WARM_UP:]
    return [(seen[event_id] - said[event_id]) * 1000 for event_id in measured]


@contextmanager
def _listening(place: Place, count: int) -> Iterator[tuple[dict[UUID, float], threading.Event]]:
    """Note when effects show themselves, on a connection and a thread of their own."""
    seen: dict[UUID, float] = {}
    all_seen = threading.Event()

    def listen() -> None:
        for note in connection.notifies():
            seen[UUID(note.payload)] = time.perf_counter()
            if len(seen) == count:
                all_seen.set()
                return

    with psycopg.connect(place.listening_url, autocommit=True) as connection:
        connection.execute(f"LISTEN {SEEN}")
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield seen, all_seen
        thread.join(1)


@contextmanager
def _process(role: str, place: Place, database_url: str | None) -> Iterator[None]:
    environment = place.environment(QUEUE, STATE)
    if database_url is not None:
        environment["BENCHMARK_DATABASE_URL"] = database_url
    with ExitStack() as stack:
        process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "tests.benchmarks.ours", role], cwd=ROOT, env=environment
        )
        stack.callback(process.wait, 20)
        stack.callback(process.terminate)
        yield
