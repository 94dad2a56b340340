"""The database goes away: callers are told when to come back, and nothing is half written."""

from __future__ import annotations

import os
import random
import time

import pytest

from tests.chaos.small_suite import SERVICES, SmallSuite

DOWN_SECONDS = float(os.environ.get("CHAOS_DATABASE_SECONDS", "12"))
KILLS = int(os.environ.get("CHAOS_DATABASE_KILLS", "3"))


@pytest.mark.timeout(600)
def test_a_database_that_is_down_is_said_with_the_time_to_wait(
    miniature: SmallSuite, seed: int
) -> None:
    """503 with Retry-After and nothing else; afterwards every filing is there once."""
    miniature.start()
    load = miniature.load(seed=seed, clients=2, pace=0.1)
    load.start()
    time.sleep(2)
    miniature.servers.stop("postgres")
    try:
        time.sleep(DOWN_SECONDS)
        alive = [part.deaths for part in miniature.parts.values()]
    finally:
        miniature.servers.start("postgres")
    time.sleep(2)
    load.stop()
    found = miniature.drain(load.acked, 120)
    miniature.journal.note("database", statuses=dict(load.statuses), slowest=load.slowest)

    assert found == []
    assert set(load.statuses) == {201, 503}
    assert load.without_retry_after == 0
    assert alive == [0] * len(alive)


@pytest.mark.timeout(1800)
def test_a_database_that_dies_keeps_what_it_acknowledged(miniature: SmallSuite, seed: int) -> None:
    """SIGKILL of the postmaster and all sessions ended, in turns, under load."""
    miniature.start()
    load = miniature.load(seed=seed, clients=4, pace=0.05)
    load.start()
    chance = random.Random(seed)  # noqa: S311 -- a seeded run must repeat
    outages = []
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.5, 2.5))
        miniature.servers.terminate_backends(
            [miniature.urls[service].rpartition("/")[2] for service in SERVICES]
        )
        time.sleep(chance.uniform(0.5, 2))
        began = time.monotonic()
        miniature.servers.kill("postgres")
        time.sleep(0.2)
        outages.append(round(miniature.servers.wait_up("postgres", since=began), 2))
    time.sleep(2)
    load.stop()
    found = miniature.drain(load.acked, 120)
    miniature.journal.note(
        "database-kills", outages=outages, statuses=dict(load.statuses), filed=len(load.acked)
    )

    assert found == []
    assert set(load.statuses) <= {201, 503, 409, 0}
    assert load.without_retry_after == 0
