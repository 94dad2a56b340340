"""The database's troubles arrive in our own words, and no connection outlives its use."""

from __future__ import annotations

import gc
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.db import (
    ContentionError,
    Database,
    DatabaseUnavailableError,
    LockTimeoutError,
    StatementTimeoutError,
    constraint_of,
    dispose_all,
)
from chassis.hot import fetch
from kernel.errors import ConflictError, UnavailableError

_ADD = text("INSERT INTO event_stream (subject, last) VALUES (:subject, 1)")
_HOT_ADD = "INSERT INTO event_stream (subject, last) VALUES (%(subject)s, 1)"
_LOCK = text("SELECT * FROM event_stream WHERE subject = :subject FOR UPDATE")


_PID = text("SELECT pg_backend_pid()")
_SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'held-by-nobody'"


def count(database: Database) -> int:
    """Return how many rows the test's table has."""
    with database.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM event_stream")) or 0)


def test_an_error_rolls_everything_back(chassis_database: Database) -> None:
    """Leaving by an error undoes what was done; leaving quietly keeps it."""

    def fail() -> None:
        with chassis_database.transaction() as tx:
            tx.execute(_ADD, {"subject": "lost"})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with chassis_database.transaction() as tx:
        tx.execute(_ADD, {"subject": "kept"})

    assert count(chassis_database) == 1


def test_reading_cannot_write(chassis_database: Database) -> None:
    """A read transaction refuses a write."""
    with pytest.raises(Exception, match="read-only"), chassis_database.read() as tx:
        tx.execute(_ADD, {"subject": "x"})


def test_a_unique_violation_names_its_constraint(chassis_database: Database) -> None:
    """The constraint's name is what a store turns into a domain error."""
    with pytest.raises(IntegrityError) as error, chassis_database.transaction() as tx:
        tx.execute(_ADD, [{"subject": "twice"}, {"subject": "twice"}])

    assert constraint_of(error.value) == "event_stream_pkey"
    assert "twice" not in str(error.value.args)[:60]


def test_waits_and_work_have_an_end(chassis_database: Database) -> None:
    """A long statement is a 503, a lock held by somebody else a 409, each with a time to wait."""
    hasty = Database(chassis_database.url, name="hasty", statement_seconds=0.2, lock_seconds=0.05)
    with chassis_database.transaction() as tx:
        tx.execute(_ADD, {"subject": "a"})
    with pytest.raises(StatementTimeoutError) as slow, hasty.transaction() as tx:
        tx.execute(text("SELECT pg_sleep(5)"))
    with chassis_database.transaction() as holder:
        holder.execute(_LOCK, {"subject": "a"})
        with pytest.raises(LockTimeoutError) as held, hasty.transaction() as tx:
            tx.execute(_LOCK, {"subject": "a"})
    hasty.dispose()

    assert isinstance(slow.value, UnavailableError)
    assert slow.value.retry_after > 0
    assert isinstance(held.value, ConflictError)
    assert held.value.retry_after == 1


def test_the_victim_of_a_deadlock_is_told_so(chassis_database: Database) -> None:
    """Of two transactions that wait for each other one ends with a conflict."""
    patient = Database(chassis_database.url, name="patient", lock_seconds=10)
    with patient.transaction() as tx:
        tx.execute(_ADD, [{"subject": "a"}, {"subject": "b"}])
    met = threading.Barrier(2)

    def cross(first: str, second: str) -> bool:
        try:
            with patient.transaction() as tx:
                tx.execute(_LOCK, {"subject": first})
                met.wait(60)
                tx.execute(_LOCK, {"subject": second})
        except ContentionError:
            return True
        return False

    with ThreadPoolExecutor(2) as pool:
        victims = [pool.submit(cross, "a", "b"), pool.submit(cross, "b", "a")]
        outcomes = sorted(victim.result() for victim in victims)
    patient.dispose()

    assert outcomes == [False, True]


def test_a_server_that_is_not_there_is_a_503_at_once() -> None:
    """Nobody listens on the port: unavailable, and the ping says no."""
    nowhere = Database("postgresql://x@127.0.0.1:9/x", name="nowhere")
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailableError), nowhere.transaction() as tx:
        tx.execute(text("SELECT 1"))

    assert nowhere.ping() is False
    assert time.monotonic() - began < 20


def test_a_connection_that_died_while_idle_is_not_handed_out(chassis_database: Database) -> None:
    """After the server ended idle connections the next use works, with no error in between."""
    count(chassis_database)
    killer = Database(chassis_database.url, name="killer")
    time.sleep(1.1)
    with killer.transaction() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    killer.dispose()

    assert count(chassis_database) == 0


def test_a_connection_that_dies_in_use_is_a_503_and_the_next_is_new(
    chassis_database: Database,
) -> None:
    """The transaction at hand fails as unavailable; the one after it works."""
    with pytest.raises(DatabaseUnavailableError), chassis_database.transaction() as tx:
        tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert count(chassis_database) == 0


def test_a_child_process_has_connections_of_its_own(chassis_database: Database) -> None:
    """After a fork parent and child use different backends, and the parent's still works."""
    pid = text("SELECT pg_backend_pid()")
    with chassis_database.read() as tx:
        before = tx.scalar(pid)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        dispose_all()
        with chassis_database.read() as tx:
            os.write(writing, str(tx.scalar(pid)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    in_child = int(os.read(reading, 32))
    with chassis_database.read() as tx:
        after = tx.scalar(pid)
    os.close(reading)
    os.close(writing)

    assert in_child != before
    assert after == before


def test_a_database_nobody_holds_closes_its_connections(chassis_database: Database) -> None:
    """Left to the collector alone they would stay open, which the driver warns of."""
    made = Database(chassis_database.url, name="held-by-nobody")
    assert made.ping()
    held = held_by_nobody(chassis_database)
    del made
    gc.collect()
    deadline = time.monotonic() + 90
    while held_by_nobody(chassis_database) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert held == 1
    assert held_by_nobody(chassis_database) == 0


def held_by_nobody(database: Database) -> int:
    """Return how many sessions there are of the database that the test gives up."""
    with database.read() as tx:
        return int(tx.scalar(text(_SESSIONS)) or 0)


def test_the_connection_used_last_is_used_next(chassis_database: Database) -> None:
    """What was busy a moment ago is still warm; those beside it are left alone."""
    with chassis_database.at_once() as first, chassis_database.at_once() as second:
        last, other = (each.scalar(_PID) for each in (first, second))
    assert last != other

    used = set()
    for _ in range(4):
        with chassis_database.read() as tx:
            used.add(tx.scalar(_PID))

    assert used == {last}


def test_a_hot_statement_answers_by_name(chassis_database: Database) -> None:
    """In the transaction it is part of; what returns nothing returns no rows."""
    with chassis_database.transaction() as tx:
        assert fetch(tx, _HOT_ADD, {"subject": "hot"}) == []
        (row,) = fetch(tx, "SELECT subject, last FROM event_stream", {})
        assert (row.subject, row.last) == ("hot", 1)
        tx.rollback()

    assert count(chassis_database) == 0


def test_a_hot_statement_fails_as_any_other(chassis_database: Database) -> None:
    """A constraint by its name, a lock as a conflict, without what it was given."""
    hasty = Database(chassis_database.url, name="hasty", lock_seconds=0.05)
    with chassis_database.transaction() as tx:
        fetch(tx, _HOT_ADD, {"subject": "taken"})
    with pytest.raises(IntegrityError) as twice, chassis_database.transaction() as tx:
        fetch(tx, _HOT_ADD, {"subject": "taken"})
    with chassis_database.transaction() as holder:
        holder.execute(_LOCK, {"subject": "taken"})
        with pytest.raises(LockTimeoutError), hasty.transaction() as tx:
            fetch(tx, "SELECT * FROM event_stream FOR UPDATE", {})
    hasty.dispose()

    assert constraint_of(twice.value) == "event_stream_pkey"
    assert "(taken)" not in str(twice.value.statement)
    assert count(chassis_database) == 1


@pytest.mark.parametrize("alone", [False, True])
def test_a_connection_that_dies_under_a_hot_statement_is_replaced(
    chassis_database: Database, *, alone: bool
) -> None:
    """Whether the statement was part of a transaction or committed by itself."""
    used = chassis_database.at_once if alone else chassis_database.transaction
    for _ in range(3):
        with pytest.raises(DatabaseUnavailableError), used() as tx:
            fetch(tx, "SELECT pg_terminate_backend(pg_backend_pid())", {})

        assert count(chassis_database) == 0
