"""The broker dies, hangs up and refuses, again and again, while dossiers are filed."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from tests.chaos.load import Load
from tests.chaos.resumption import Incident, measure, now, percentile
from tests.chaos.small_suite import SmallSuite

KILLS = int(os.environ.get("CHAOS_BROKER_KILLS", "2"))
ERRORS = int(os.environ.get("CHAOS_CHANNEL_ERRORS", "4"))
OUTAGE_MINUTES = float(os.environ.get("CHAOS_OUTAGE_MINUTES", "0.5"))
P95_SECONDS = 15.0
TURN_SECONDS = 0.5
STATISTICS_SECONDS = 6.0


def under_load(miniature: SmallSuite, seed: int) -> Load:
    miniature.start()
    load = miniature.load(seed=seed, clients=2, pace=0.15)
    load.start()
    return load


def kill_broker(miniature: SmallSuite) -> Incident:
    began = time.monotonic()
    miniature.journal.note("kill", server="rabbitmq")
    miniature.servers.kill("rabbitmq")
    fault_at = now()
    miniature.servers.wait_up("rabbitmq", since=began)
    return measure(miniature, "kill", fault_at=fault_at, back_at=now())


def close_connections(miniature: SmallSuite) -> Incident:
    """Let the broker close every connection (320), and see in every log that it did."""
    # The management API learns of connections with the statistics, each five seconds.
    time.sleep(STATISTICS_SECONDS)
    parts = [part for name, part in miniature.parts.items() if name.endswith("-background")]
    before = {part.name: part.log_size() for part in parts}
    for name in miniature.servers.connections(miniature.vhost.name):
        miniature.servers.close_connection(name)
    fault_at = now()
    incident = measure(miniature, "closed", fault_at=fault_at, back_at=fault_at)
    told = [part.said("ConnectionForced", after=before[part.name]) for part in parts]
    assert all(told), miniature.journal
    return incident


def break_channels(miniature: SmallSuite) -> Incident:
    """Let every process break its own channels (406 for consumers, 403 for relays)."""
    for name, part in miniature.parts.items():
        if name.endswith("-background"):
            os.kill(part.pid, signal.SIGUSR1)
    asked_at = now()
    # A process does it at its next turn; what it hears before that proves nothing.
    return measure(miniature, "channel", fault_at=asked_at + TURN_SECONDS, back_at=asked_at)


def report(miniature: SmallSuite, incidents: list[Incident]) -> None:
    slowest = [incident.slowest for incident in incidents]
    miniature.journal.note(
        "resumption",
        incidents=len(incidents),
        resumed=sum(incident.resumed for incident in incidents),
        p50=percentile(slowest, 0.5),
        p95=percentile(slowest, 0.95),
        worst=max(slowest),
        outage_p50=percentile([incident.outage for incident in incidents], 0.5),
    )


@pytest.mark.timeout(3600)
def test_consumers_resume_after_every_kill_of_the_broker(miniature: SmallSuite, seed: int) -> None:
    """SIGKILL under load: everybody hears again, filing never fails, nothing is lost."""
    load = under_load(miniature, seed)
    chance = random.Random(seed)  # noqa: S311 -- a seeded run must repeat
    incidents = []
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.5, 3))
        incidents.append(kill_broker(miniature))
    load.stop()
    report(miniature, incidents)

    assert all(incident.resumed for incident in incidents), miniature.journal
    assert miniature.drain(load.acked, 120) == []
    assert set(load.statuses) == {201}
    assert percentile([incident.slowest for incident in incidents], 0.95) <= P95_SECONDS


@pytest.mark.timeout(3600)
def test_consumers_resume_after_every_channel_error(miniature: SmallSuite, seed: int) -> None:
    """Connections closed by the broker (320) and channels closed for a fault (406, 403)."""
    load = under_load(miniature, seed)
    chance = random.Random(seed)  # noqa: S311 -- a seeded run must repeat
    incidents = []
    for number in range(ERRORS):
        time.sleep(chance.uniform(0.2, 1.5))
        break_some = (close_connections, break_channels)[number % 2]
        incidents.append(break_some(miniature))
    load.stop()
    report(miniature, incidents)

    assert all(incident.resumed for incident in incidents), miniature.journal
    assert miniature.drain(load.acked, 120) == []
    assert set(load.statuses) == {201}
    assert percentile([incident.slowest for incident in incidents], 0.95) <= P95_SECONDS


@pytest.mark.timeout(3600)
def test_filing_goes_on_while_the_broker_is_away(miniature: SmallSuite, seed: int) -> None:
    """Every filing of the outage is answered 201; the backlog is gone soon after it."""
    load = under_load(miniature, seed)
    time.sleep(2)
    miniature.journal.note("stop", server="rabbitmq")
    miniature.servers.stop("rabbitmq")
    try:
        time.sleep(OUTAGE_MINUTES * 60)
        ready = miniature.parts["intake-api"].is_ready()
        ((backlog,),) = miniature.rows("intake", "SELECT count(*) FROM outbox")
        alive = [part.deaths for part in miniature.parts.values()]
    finally:
        miniature.servers.start("rabbitmq")
    back = time.monotonic()
    load.stop()
    found = miniature.drain(load.acked, 240)
    miniature.journal.note(
        "outage",
        minutes=OUTAGE_MINUTES,
        filed=len(load.acked),
        statuses=dict(load.statuses),
        slowest=round(load.slowest, 3),
        backlog=backlog,
        drained_seconds=round(time.monotonic() - back, 1),
    )

    assert found == []
    assert set(load.statuses) == {201}
    assert ready
    assert backlog > 0
    assert alive == [0] * len(alive)
