"""The consumer against four known tools: same broker, same database, same two rows an event."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.contestants import OURS, PEERS, Contestant
from tests.benchmarks.place import STATE, Place, WrongOutcomeError
from tests.benchmarks.report import Rates
from tests.benchmarks.said import bodies

_ROUND_SECONDS = 120.0
_LOOK_SECONDS = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")
_HERTZ_TO_MICROS = 1e6

# From the first transaction's begin to the last one's: all rows but those of the last one.
_RATE = """
    SELECT count(*), count(DISTINCT event_id), count(*) FILTER (WHERE at < last) AS done,
           extract(epoch FROM max(at) - min(at))::float8 AS seconds
    FROM effect, (SELECT max(at) AS last FROM effect) AS latest
"""


def measure(place: Place, *, rounds: int, events: int, only: str = "") -> list[Rates]:
    """Return the rates of everybody whose name contains `only`, ours first."""
    chosen = [one for one in (*OURS, *PEERS) if only in one.name]
    everybody = [(one, Rates(name=one.name)) for one in chosen]
    file = STATE / "events.jsonl"
    file.write_bytes(b"\n".join(bodies(events)) + b"\n")
    for _ in range(rounds):
        for contestant, rates in everybody:
            place.settle()
            rates.add(*_round(place, contestant, file))
    return [rates for _, rates in everybody]


def best_peer(rows: list[Rates]) -> float:
    """Return the best peer's median rate, or our own best where no peer took part."""
    ours = {one.name for one in OURS}
    peers = [row.median for row in rows if row.name not in ours]
    return max(peers or [row.median for row in rows])


def _round(place: Place, contestant: Contestant, events: Path) -> tuple[float, float]:
    contestant.prepare(place)
    count = contestant.fill(place, events)
    with _running(contestant, place, events) as process:
        cpu = _watch(place, process, count)
    place.delete(contestant.queue)
    with place.listening.read() as tx:
        rows, distinct, done, seconds = tx.exec_driver_sql(_RATE).one()
    if (rows, distinct) != (count, count):
        raise WrongOutcomeError(f"{contestant.name}: {rows} effects, {distinct} of {count}")
    return done / seconds, cpu


@contextmanager
def _running(
    contestant: Contestant, place: Place, events: Path
) -> Iterator[subprocess.Popen[bytes]]:
    process = contestant.start(place, events)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _watch(place: Place, process: subprocess.Popen[bytes], count: int) -> float:
    """Wait until all is done; return the worker's CPU µs a message from its first on."""
    deadline = time.monotonic() + _ROUND_SECONDS
    first: tuple[int, float] | None = None
    while time.monotonic() < deadline and process.poll() is None:
        with place.listening.read() as tx:
            done = tx.exec_driver_sql("SELECT count(*) FROM effect").scalar_one()
        spent = _cpu_seconds(process.pid)
        if done and first is None:
            first = (done, spent)
        if done >= count and first is not None:
            left = max(count - first[0], 1)
            return (spent - first[1]) / left * _HERTZ_TO_MICROS
        time.sleep(_LOOK_SECONDS)
    raise WrongOutcomeError(f"not done in {_ROUND_SECONDS:.0f} s, or the worker ended")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
