"""Hits are counted in the gateway's database, for every worker, and never held up by it."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from chassis.db import Database
from chassis.testing.fixtures import ServiceDatabase
from deploy.keys import make_keys
from gateway.rates.leases import PATIENCE_SECONDS, Leases, Window
from gateway.rates.storage import PostgresStorage
from kernel.errors import UnavailableError
from tests.integration.gateway.apps import environment
from tests.integration.gateway.conftest import APPS
from tests.integration.gateway.processes import under_gunicorn


@pytest.fixture
def database(service_database: ServiceDatabase) -> Database:
    return service_database("gateway")


class PatientLeases(Leases):
    """Waits for a busy machine's database: these tests are about the count, not the patience."""

    def take(
        self, key: str, seconds: int, amount: int, *, patience: float = PATIENCE_SECONDS
    ) -> Window:
        """Take hits, however long it takes."""
        return super().take(key, seconds, amount, patience=max(patience, 30.0))


@pytest.mark.parametrize("block", [1, 7])
def test_workers_at_once_never_pass_the_limit_together(database: Database, block: int) -> None:
    """Each hit of a window has a number no other worker gave out."""
    storages = [PostgresStorage(PatientLeases(database), most=100, block=block) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda turn: storages[turn % 4].incr("k", 60), range(400)))
    passed = [number for number in numbers if number <= 100]

    assert len(passed) == len(set(passed)) <= 100
    assert len(passed) >= 100 - 4 * (block - 1)


def test_a_window_ends_for_everybody_at_once(database: Database) -> None:
    """By the database's clock; then the count begins anew."""
    leases = PatientLeases(database)
    first = leases.take("k", 60, 5)
    with database.transaction() as tx:
        tx.execute(text("UPDATE rate_lease SET ends_at = now() - interval '1 second'"))
    second = leases.take("k", 60, 3)

    assert (first.hits, second.hits) == (5, 3)
    assert 59 < second.seconds <= 60


def test_hits_can_be_given_back_but_no_more_than_were_taken(database: Database) -> None:
    """A window never owes anybody hits."""
    leases = PatientLeases(database)
    leases.take("k", 60, 2)

    assert [leases.take("k", 60, -1).hits for _ in range(3)] == [1, 0, 0]


def test_windows_of_long_ago_are_swept_away(database: Database) -> None:
    """As a side work of counting: the gateway has no process for it."""
    leases = PatientLeases(database)
    leases.take("old", 1, 1)
    with database.transaction() as tx:
        tx.execute(text("UPDATE rate_lease SET ends_at = now() - interval '5 minutes'"))
    for _ in range(500):
        leases.take("new", 60, 1)
    with database.read() as tx:
        left = list(tx.scalars(text("SELECT key FROM rate_lease")))

    assert left == ["new"]


def test_a_database_that_hangs_is_given_up_soon_and_left_alone(database: Database) -> None:
    """Half a second for the first that asks, nothing for the nineteen after: not ten seconds."""
    leases = Leases(database)
    leases.take("k", 60, 1)
    with database.transaction() as tx:
        tx.execute(text("LOCK TABLE rate_lease IN ACCESS EXCLUSIVE MODE"))
        began = time.monotonic()
        for _ in range(20):
            with pytest.raises(UnavailableError):
                leases.take("k", 60, 1)
        took = time.monotonic() - began
    # Whoever was given up on still has a connection until the lock is gone.
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    while pool.checkedout():
        time.sleep(0.01)

    assert took < 5.0


def test_guesses_are_counted_exactly_over_all_workers(database: Database, tmp_path: Path) -> None:
    """A hundred wrong ones at once by three workers: thirty reach the service."""
    make_keys(tmp_path, with_issuer=True)
    quiet = {"MOTCUA_LOG_LEVEL": "ERROR"}
    with under_gunicorn(f"{APPS}:service()", tmp_path, quiet, threads=16) as service:
        settings = environment(tmp_path, service.url, database.url)
        with under_gunicorn(f"{APPS}:gateway()", tmp_path, settings, workers=3) as gateway:
            url = f"{gateway.url}/api/v1/counted?wrong=1"

            def guess(_number: int) -> int:
                return urllib3.request("GET", url, retries=False, timeout=90).status

            with ThreadPoolExecutor(12) as pool:
                statuses = Counter(pool.map(guess, range(100)))

    assert statuses == {404: 30, 429: 70}
