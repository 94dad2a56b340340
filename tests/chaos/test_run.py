"""The chaos run: dossiers are filed while everything is killed, and all of them arrive once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.chaos.journal import Journal
from tests.chaos.nemesis import Nemesis
from tests.chaos.running_suite import running
from tests.chaos.whole_suite import SERVICES, WholeSuite

MINUTES = float(os.environ.get("CHAOS_MINUTES", "2"))
CLIENTS = 3
PACE_SECONDS = 0.5


@pytest.fixture
def whole_suite(journal: Journal, seed: int) -> Iterator[WholeSuite]:
    """Give the whole suite, freshly set up and running under the harness."""
    with running(journal, seed) as suite:
        yield suite


def nemesis_of(suite: WholeSuite, seed: int) -> Nemesis:
    helpers = {"issuer", "mail-sink", "post-carrier", "land-tax", "sms-gateway"}
    return Nemesis(
        servers=suite.servers,
        parts=[part for name, part in suite.parts.items() if name not in helpers],
        proxy=suite.proxy,
        journal=suite.journal,
        vhost=urlsplit(suite.env["MOTCUA_AMQP_URL"]).path.removeprefix("/"),
        databases=[f"motcua_{service}" for service in (*SERVICES, "gateway")],
        seed=seed,
    )


@pytest.mark.timeout(MINUTES * 60 + 900)
def test_everything_filed_arrives_once_whatever_dies(whole_suite: WholeSuite, seed: int) -> None:
    """Filed once each, one case, one fact, one message each; numbers dense; form 06 adds up."""
    load = whole_suite.load(seed=seed, clients=CLIENTS, pace=PACE_SECONDS)
    nemesis = nemesis_of(whole_suite, seed)
    load.start()
    nemesis.run(MINUTES * 60)
    whole_suite.heal()
    load.stop()
    healed = time.monotonic()
    found = [*whole_suite.drain(load.acked), *whole_suite.reconcile()]
    unknown = len(whole_suite.journal.lines("unknown"))
    refused = whole_suite.journal.lines("fail")
    whole_suite.journal.note(
        "run",
        minutes=MINUTES,
        filed=len(load.acked),
        unknown=unknown,
        refused=len(refused),
        kills=nemesis.kills,
        faults=dict(nemesis.counts),
        statuses=dict(load.statuses),
        slowest=round(load.slowest, 1),
        drained_seconds=round(time.monotonic() - healed, 1),
        wrong=found,
    )
    print(whole_suite.journal.lines("run")[-1])  # noqa: T201 -- dev.py chaos shows it

    assert found == [], whole_suite.journal
    assert refused == []
    assert unknown == 0
    assert len(load.acked) >= MINUTES * 20
