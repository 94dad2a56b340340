"""Every window between a request and its last effect: the process dies, fails or stands in it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chassis.failpoints import FAILPOINTS
from tests.chaos.journal import Journal
from tests.chaos.parts import Part, is_stopped, wait_for
from tests.chaos.servers import Servers
from tests.chaos.small_suite import SmallSuite, journal_for, small_suite

STOP_SECONDS = 35.0
HEARTBEAT = "10"
FILINGS = 24
# A peer notices a process that stands still only where a connection has a heartbeat.
STANDING = (
    "relay.claimed",
    "relay.published",
    "relay.confirmed",
    "relay.deleted",
    "consumer.delivered",
    "inbox.applied",
    "consumer.committed",
    "consumer.acked",
)
PART_OF = {
    "http": "intake-api",
    "idempotency": "intake-api",
    "outbox": "intake-api",
    "relay": "intake-background",
    "consumer": "routing-background",
    "inbox": "routing-background",
    "retrier": "routing-background",
}
# Those of the senders of messages: tests/chaos/test_notification_failpoints.py.
DYING = [
    (name, action)
    for name in FAILPOINTS
    if name.partition(".")[0] in PART_OF
    for action in ("kill", "raise")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Filings over one window: did it open, what is wrong after, how many were acknowledged."""

    fired: bool
    wrong: list[str]
    acknowledged: int


CLEAN = Passage(fired=True, wrong=[], acknowledged=FILINGS)


@pytest.fixture(scope="module")
def shared(servers: Servers, seed: int) -> Iterator[SmallSuite]:
    """Give one miniature for all windows: each test leaves it clean or fails."""
    journal: Journal = journal_for("failpoints", seed)
    with small_suite(servers, journal) as suite:
        suite.start(CHAOS_HEARTBEAT=HEARTBEAT)
        yield suite
    journal.close()


@pytest.fixture(scope="module")
def acked() -> dict[str, str]:
    """Give what was acknowledged by all tests of this module so far."""
    return {}


def part_with(suite: SmallSuite, name: str) -> Part:
    return suite.parts[PART_OF[name.partition(".")[0]]]


def fail_at(
    suite: SmallSuite, acked: dict[str, str], name: str, action: str, seed: int
) -> Passage:
    """Arm one failpoint, file over it, heal; return what came of it."""
    part = part_with(suite, name)
    suite.journal.note("arm", failpoint=name, action=action)
    before = part.log_size()
    hit = 3 if name.startswith(("http", "idempotency", "outbox")) else 2
    hit = 1 if name.startswith("retrier") else hit
    part.restart(MOTCUA_FAILPOINT=f"{name}:{action}@{hit}")
    part.wait_ready()
    methods = ["desk", "flaky", "desk"] if name.startswith("retrier") else []
    load = suite.load(seed=seed, pace=0.05, methods=methods)
    load.start(FILINGS)
    fired = wait_for(lambda: part.said(f"failpoint {name} {action}", after=before), 90)
    if action == "stop":
        stand_still(part)
    if part.name.endswith("-api") and fired:
        # gunicorn would give every new worker the failpoint again
        part.restart(gently=False)
    load.join()
    acked.update(load.acked)
    found = suite.drain(acked, 180)
    return Passage(fired=fired, wrong=found, acknowledged=len(load.acked))


def stand_still(part: Part) -> None:
    """Leave the process stopped beyond its heartbeat, then let it go on."""
    stopped = [pid for pid in part.members() if wait_for(lambda pid=pid: is_stopped(pid), 5)]  # type: ignore[misc]
    assert stopped
    time.sleep(STOP_SECONDS)
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize(("name", "action"), DYING)
def test_a_window_loses_and_doubles_nothing(
    shared: SmallSuite, acked: dict[str, str], seed: int, name: str, action: str
) -> None:
    """24 filings over the window: each acknowledged once, one case, three facts, one reply."""
    passage = fail_at(shared, acked, name, action, seed * 100 + DYING.index((name, action)))

    assert passage == CLEAN, shared.journal


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", STANDING)
def test_a_process_that_stands_still_loses_and_doubles_nothing(
    shared: SmallSuite, acked: dict[str, str], seed: int, name: str
) -> None:
    """35 s in the window with a heartbeat of 10 s: the broker gives up on it, nobody else does."""
    passage = fail_at(shared, acked, name, "stop", seed * 100 + 50 + STANDING.index(name))

    assert passage == CLEAN, shared.journal
