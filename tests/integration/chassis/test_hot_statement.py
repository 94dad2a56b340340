"""Hot statements are what other statements are: the same values, the same troubles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from chassis.db import (
    Database,
    DatabaseUnavailableError,
    LockTimeoutError,
    StatementTimeoutError,
    constraint_of,
)
from chassis.hot_statement import HotStatement, commit
from chassis.identifiers import new_id

_ADD = HotStatement("add", "INSERT INTO event_stream (subject, last) VALUES (%(subject)s, 1)")
_LOCK = HotStatement("lock", "SELECT last FROM event_stream WHERE subject = %(s)s FOR UPDATE")
_SAY = HotStatement(
    "say",
    """
    SELECT %(text)s::text, %(bytes)s::bytea, %(number)s::bigint, %(at)s::timestamptz,
           %(id)s::uuid, %(nothing)s::text, (%(texts)s::text[])[1], cardinality(%(texts)s::text[]),
           (%(texts)s::text[])[3] IS NULL, 7 %% 4, %(yes)s::boolean
    """,
)
_SLEEP = HotStatement("sleep", "SELECT pg_sleep(30)")
_DIE = HotStatement("die", "SELECT pg_terminate_backend(pg_backend_pid())")
_OTHERS = text("SELECT 1")


def count(database: Database) -> int:
    """Return how many rows the test's table has."""
    with database.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM event_stream")) or 0)


def test_values_come_through(chassis_database: Database) -> None:
    """Whatever a statement takes arrives as it is."""
    at, one = datetime(2026, 11, 23, 9, tzinfo=UTC), new_id()
    odd = 'Nguyễn "Ế" \\ {a,b} \n $1 %s'
    with chassis_database.transaction() as tx:
        row = _SAY.run(
            tx,
            {
                "text": odd,
                "bytes": b"\x00\xff",
                "number": 2**40,
                "at": at,
                "id": one,
                "nothing": None,
                "texts": [odd, "NULL", None],
                "yes": True,
            },
        )

    assert row == (
        odd,
        "\\x00ff",
        str(2**40),
        "2026-11-23 09:00:00+00",
        str(one),
        None,
        odd,
        "3",
        "t",
        "3",
        "t",
    )


def test_a_text_with_nul_is_refused_and_never_cut_off(chassis_database: Database) -> None:
    """At the driver's level a text ends at NUL: the rest would be lost without a word."""
    with pytest.raises(DBAPIError, match="NUL"), chassis_database.transaction() as tx:
        _ADD.run(tx, {"subject": "half\0other half"})

    assert count(chassis_database) == 0


def test_all_of_a_transaction_commits_or_nothing(chassis_database: Database) -> None:
    """Beside other statements, with either way of committing."""

    def fail() -> None:
        with chassis_database.transaction() as tx:
            _ADD.run(tx, {"subject": "lost"})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with chassis_database.transaction() as tx:
        tx.execute(text("INSERT INTO event_stream (subject, last) VALUES ('other', 1)"))
        _ADD.run(tx, {"subject": "kept"})
    with chassis_database.transaction() as tx:
        _ADD.run(tx, {"subject": "kept at once"})
        commit(tx)
        assert count(chassis_database) == 3

    assert count(chassis_database) == 3


def test_what_failed_cannot_be_committed(chassis_database: Database) -> None:
    """The server would roll back and call it done."""

    def go_on() -> None:
        with chassis_database.transaction() as tx:
            _ADD.run(tx, {"subject": "twice"})
            with pytest.raises(IntegrityError):
                _ADD.run(tx, {"subject": "twice"})
            commit(tx)

    with pytest.raises(DBAPIError, match="failed before"):
        go_on()

    assert count(chassis_database) == 0


@pytest.mark.parametrize("others", [0, 10])
def test_after_a_rollback_statements_are_prepared_anew(
    chassis_database: Database, others: int
) -> None:
    """The driver drops what the server has prepared, ours too, if it prepared anything itself."""
    one = Database(chassis_database.url, name="one connection", pool_size=1)
    for turn in range(3):
        with one.transaction() as tx:
            for _ in range(others):
                tx.execute(_OTHERS)
            _ADD.run(tx, {"subject": f"kept {turn}"})
        with pytest.raises(IntegrityError), one.transaction() as tx:
            _ADD.run(tx, {"subject": f"kept {turn}"})
    one.dispose()

    assert count(chassis_database) == 3


def test_troubles_are_told_in_the_same_words(chassis_database: Database) -> None:
    """Lock and statement time-outs, and the constraint's name; values stand in no error."""
    hasty = Database(chassis_database.url, name="hasty", statement_seconds=0.3, lock_seconds=0.05)
    with chassis_database.transaction() as tx:
        _ADD.run(tx, {"subject": "a"})
    with pytest.raises(IntegrityError) as twice, chassis_database.transaction() as tx:
        _ADD.run(tx, {"subject": "a"})
    with chassis_database.transaction() as holder:
        _LOCK.run(holder, {"s": "a"})
        with pytest.raises(LockTimeoutError), hasty.transaction() as tx:
            _LOCK.run(tx, {"s": "a"})
    with pytest.raises(StatementTimeoutError), hasty.transaction() as tx:
        _SLEEP.run(tx, {})
    hasty.dispose()

    assert constraint_of(twice.value) == "event_stream_pkey"


def test_a_connection_that_dies_is_a_503_and_the_next_is_new(chassis_database: Database) -> None:
    """The transaction at hand fails as unavailable; the one after it works."""
    with pytest.raises(DatabaseUnavailableError), chassis_database.transaction() as tx:
        _DIE.run(tx, {})
    with chassis_database.transaction() as tx:
        _ADD.run(tx, {"subject": "after"})

    assert count(chassis_database) == 1
