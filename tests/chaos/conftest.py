"""Servers to hurt, a seed, a journal, and a miniature on them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.chaos.journal import Journal
from tests.chaos.servers import Servers, bring_up, dev
from tests.chaos.small_suite import SmallSuite, journal_for, small_suite


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Give the broker and the database of chaos; tests that ask the environment find these."""
    up = bring_up()
    before = {name: os.environ.get(name) for name in up.env}
    os.environ.update(up.env)
    yield up
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    if not os.environ.get("CHAOS_KEEP_SERVERS"):
        dev("stop")


@pytest.fixture(scope="session")
def seed() -> int:
    """Give the run's seed: CHAOS_SEED, or one of chance that a failure reports."""
    given = os.environ.get("CHAOS_SEED")
    return int(given) if given else random.SystemRandom().randrange(1, 1_000_000)


@pytest.fixture
def journal(request: pytest.FixtureRequest, seed: int) -> Iterator[Journal]:
    """Give the journal of this test; its path and the seed stand in what a failure prints."""
    opened = journal_for(request.node.name, seed)
    print(opened)  # noqa: T201 -- pytest shows it when the test fails
    yield opened
    opened.close()


@pytest.fixture
def miniature(servers: Servers, journal: Journal) -> Iterator[SmallSuite]:
    """Give a fresh miniature, not started."""
    with small_suite(servers, journal) as suite:
        yield suite
