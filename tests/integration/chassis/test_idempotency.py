"""One key, one effect, one answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from chassis.db import Database, LockTimeoutError
from chassis.idempotency import (
    CLAIM,
    Idempotency,
    IdempotencyKeyReusedError,
    RequestInProgressError,
    StoredReply,
    purge,
)
from kernel.errors import InvalidInputError


def file_once(database: Database, key: str = "k", body: bytes = b"{}") -> StoredReply | str:
    """Do a piece of business under a key; return the stored reply, or `done` the first time."""
    with database.transaction() as tx:
        idempotency = Idempotency(tx, client="citizen:1", key=key, body=body)
        if reply := idempotency.recall():
            return reply
        tx.execute(text("INSERT INTO event_stream (subject, last) VALUES (gen_random_uuid(), 1)"))
        idempotency.keep(201, b'{"code":"1"}', {"Location": "/dossiers/1"})
        return "done"


def effects(database: Database) -> int:
    """Return how often the business was done."""
    with database.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM event_stream")) or 0)


def test_the_second_request_gets_the_first_answer(chassis_database: Database) -> None:
    """Status, headers and body come back byte for byte; nothing is done twice."""
    first = file_once(chassis_database)
    second = file_once(chassis_database)

    assert first == "done"
    assert second == StoredReply(
        status=201, headers={"Location": "/dossiers/1"}, body=b'{"code":"1"}'
    )
    assert effects(chassis_database) == 1


def test_ten_at_once_have_one_effect(chassis_database: Database) -> None:
    """Ten concurrent requests: one works, nine get its answer."""
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: file_once(chassis_database), range(10)))

    assert answers.count("done") == 1
    assert effects(chassis_database) == 1


def test_a_key_belongs_to_one_body(chassis_database: Database) -> None:
    """The same key with another body is refused and does nothing."""
    file_once(chassis_database, body=b"1")

    with pytest.raises(IdempotencyKeyReusedError):
        file_once(chassis_database, body=b"2")
    assert effects(chassis_database) == 1


def test_a_failed_request_leaves_the_key_free(chassis_database: Database) -> None:
    """What was refused stored nothing, so the mended request may use the key."""

    def refused() -> None:
        with chassis_database.transaction() as tx:
            Idempotency(tx, client="citizen:1", key="k", body=b"bad").recall()
            raise InvalidInputError

    with pytest.raises(InvalidInputError):
        refused()
    assert file_once(chassis_database, body=b"good") == "done"


def test_a_long_worker_makes_the_second_come_back(chassis_database: Database) -> None:
    """Past the lock time-out the second request is told to try again, with a time."""
    hasty = Database(chassis_database.url, name="hasty", lock_seconds=0.1)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with chassis_database.transaction() as tx:
            Idempotency(tx, client="citizen:1", key="k", body=b"{}").recall()
            held.set()
            release.wait(60)

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(hold)
        held.wait(60)
        with pytest.raises(RequestInProgressError) as refused:
            file_once(hasty)
        release.set()
        working.result()
    hasty.dispose()

    assert refused.value.retry_after == 1


def test_old_replies_are_purged(chassis_database: Database) -> None:
    """Replies older than seven days go, younger ones stay."""
    for key in ("old", "young"):
        file_once(chassis_database, key=key)
    with chassis_database.transaction() as tx:
        tx.execute(
            text(
                "UPDATE idempotency_key SET created_at = now() - interval '8 days' WHERE key='old'"
            )
        )
        gone = purge(tx)
        left = tx.scalars(text("SELECT key FROM idempotency_key")).all()

    assert gone == 1
    assert left == ["young"]


def test_a_key_of_ones_own_is_not_recalled(chassis_database: Database) -> None:
    """Whoever claimed the key in this transaction is told that the request is new."""
    with chassis_database.transaction() as tx:
        request = Idempotency(tx, client="citizen:1", key="own", body=b"{}")
        assert tx.exec_driver_sql(CLAIM, request.claim).first() is not None
        request.claimed()

        assert request.recall() is None


def wait_for_held(database: Database) -> None:
    """Wait for somebody else's row in a statement that may also wait for a key."""
    with database.transaction() as tx:
        request = Idempotency(tx, client="citizen:1", key="free", body=b"{}")
        with request.claiming():
            tx.exec_driver_sql("INSERT INTO event_stream (subject, last) VALUES ('held', 1)")


def test_a_wait_for_something_else_is_not_taken_for_the_key(chassis_database: Database) -> None:
    """A lock that another row was waited for is no sign of the same request in progress."""
    hasty = Database(chassis_database.url, name="hasty", lock_seconds=0.1)
    with chassis_database.transaction() as other:
        other.exec_driver_sql("INSERT INTO event_stream (subject, last) VALUES ('held', 1)")
        with pytest.raises(LockTimeoutError):
            wait_for_held(hasty)
    hasty.dispose()
