"""A service works no longer than its caller waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from chassis import deadline
from chassis.db import Database, StatementTimeoutError
from chassis.testing.fixtures import ServiceDatabase
from kernel.errors import TimedOutError


@pytest.fixture
def database(service_database: ServiceDatabase) -> Iterator[Database]:
    made = service_database(None)
    # Connecting takes its own time, which is not what is tried here.
    assert made.ping()
    yield made
    deadline.end()


def test_a_statement_ends_when_the_caller_stops_waiting(database: Database) -> None:
    """Before its own five seconds are over: four of them would pass without an error."""
    deadline.begin("1500")
    with pytest.raises(StatementTimeoutError), database.read() as tx:
        tx.execute(text("SELECT pg_sleep(4)"))


def test_the_next_transaction_has_its_full_time_again(database: Database) -> None:
    """The shorter time was of one transaction, not of the pooled connection."""
    deadline.begin("1500")
    with database.read() as tx:
        told = tx.scalar(text("SHOW statement_timeout"))
    deadline.end()
    with database.read() as tx:
        after = tx.scalar(text("SHOW statement_timeout"))

    assert told != after == "5s"


def test_work_for_a_caller_that_has_gone_is_not_begun(database: Database) -> None:
    """The answer would reach nobody."""
    deadline.begin("1")
    time.sleep(0.005)
    with pytest.raises(TimedOutError), database.transaction():
        pytest.fail("the transaction began")


@pytest.mark.parametrize("told", [None, "", "soon", "-5", "1e9", "123456789"])
def test_a_header_that_says_nothing_sound_sets_no_deadline(told: str | None) -> None:
    """It is passed over, not guessed at."""
    deadline.begin(told)

    assert deadline.seconds_left() is None
