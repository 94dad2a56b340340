"""A timer that is due is done once; one that is not due waits."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import text

from chassis import timers
from chassis.clock import setting_for, write_setting
from chassis.db import Database, LockTimeoutError, Transaction
from chassis.timers import Timer, TimerHandler, TimerRunner, Timers

_PAST = datetime(2020, 1, 1, tzinfo=UTC)
_FUTURE = datetime(2999, 1, 1, tzinfo=UTC)


_AHEAD = text("""
    INSERT INTO timer (kind, subject, due_at, payload)
    SELECT 'limit', n::text, motcua_now() + n * interval '1 minute', '{}'
    FROM generate_series(1, 5000) AS n
""")
_PASSED_OVER = re.compile(r'"Rows Removed by Filter":(\d+)')


def count_up(tx: Transaction, timer: Timer) -> None:
    """Leave an effect that shows how often a timer was done."""
    tx.execute(
        text(
            "INSERT INTO event_stream (subject, last) VALUES (:subject, 1)"
            " ON CONFLICT (subject) DO UPDATE SET last = event_stream.last + 1"
        ),
        {"subject": timer.subject},
    )


def runner(database: Database, kind: str = "limit") -> TimerRunner:
    """Return a runner whose handler counts."""
    return TimerRunner(database, [TimerHandler(kind=kind, handle=count_up)])


def effects(database: Database) -> dict[str, int]:
    """Return how often each subject's timer was done."""
    with database.read() as tx:
        rows = tx.execute(text("SELECT subject, last FROM event_stream"))
        return {row.subject: row.last for row in rows}


def test_two_runners_do_each_timer_once(chassis_database: Database) -> None:
    """Two hundred due timers, two runners at once: every effect exactly once."""
    with chassis_database.transaction() as tx:
        for number in range(200):
            Timers(tx).set(kind="limit", subject=f"d{number}", due_at=_PAST)
    stop = threading.Event()
    runners = [runner(chassis_database), runner(chassis_database)]
    threads = [threading.Thread(target=each.run, args=(stop,)) for each in runners]
    for thread in threads:
        thread.start()
    for _ in range(200):
        if len(effects(chassis_database)) == 200:
            break
        stop.wait(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    done = effects(chassis_database)

    assert len(done) == 200
    assert set(done.values()) == {1}


def test_who_cancels_does_not_wait_for_a_timer_under_way(chassis_database: Database) -> None:
    """Its handler may wait for what the canceller holds; it ends, and nothing is left of it."""
    cancelled: list[bool] = []

    def handle(_tx: Transaction, timer: Timer) -> None:
        with chassis_database.transaction() as other:
            cancelled.append(Timers(other).cancel(kind=timer.kind, subject=timer.subject))

    with chassis_database.transaction() as tx:
        Timers(tx).set(kind="limit", subject="d", due_at=_PAST)
    timers = TimerRunner(chassis_database, [TimerHandler(kind="limit", handle=handle)])

    assert [timers.run_one(), timers.run_one()] == [True, False]
    assert cancelled == [False]


class Slow(Database):
    """A database that answers only after somebody else is done."""

    others: Sequence[threading.Thread]

    def ping(self) -> bool:
        """Answer late: a timer that failed is noted after this."""
        for other in self.others:
            other.join()
        return super().ping()


@pytest.mark.parametrize("failure", [LockTimeoutError(), ValueError("no")])
def test_a_timer_moved_while_it_failed_rings_when_it_was_moved_to(
    chassis_database: Database, failure: Exception
) -> None:
    """Who waited for its row wins: noting the failure would let it ring before its time."""
    movers: list[threading.Thread] = []

    def move() -> None:
        with chassis_database.transaction() as tx:
            Timers(tx).set(kind="limit", subject="d", due_at=_FUTURE)

    def handle(_tx: Transaction, _timer: Timer) -> None:
        movers.append(threading.Thread(target=move))
        movers[0].start()
        raise failure

    move_first = Slow(chassis_database.url, name="slow")
    move_first.others = movers
    with chassis_database.transaction() as tx:
        Timers(tx).set(kind="limit", subject="d", due_at=_PAST)
    done = TimerRunner(move_first, [TimerHandler(kind="limit", handle=handle)]).run_one()
    move_first.dispose()
    with chassis_database.read() as tx:
        row = tx.execute(text("SELECT due_at, attempts, retry_at FROM timer")).one()

    assert done is True
    assert tuple(row) == (_FUTURE, 0, None)


def test_not_due_moved_and_cancelled_timers_do_nothing(chassis_database: Database) -> None:
    """Only what is due now is done."""
    with chassis_database.transaction() as tx:
        timers = Timers(tx)
        for subject, due_at in (("later", _FUTURE), ("moved", _PAST), ("cancelled", _PAST)):
            timers.set(kind="limit", subject=subject, due_at=due_at)
        timers.set(kind="limit", subject="moved", due_at=_FUTURE)
        cancelled = [timers.cancel(kind="limit", subject="cancelled") for _ in range(2)]

    assert runner(chassis_database).run_one() is False
    assert cancelled == [True, False]
    assert effects(chassis_database) == {}


def test_the_age_of_the_oldest_is_read_from_an_end_of_an_index(chassis_database: Database) -> None:
    """Not from all timers that lie ahead: it is read every five seconds."""
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {timers._OLDEST.text}"
    with chassis_database.transaction() as tx:
        tx.execute(_AHEAD)
        tx.execute(text("ANALYZE timer"))
        plan = orjson.dumps(tx.execute(text(explain)).scalar_one()).decode()

    assert [int(rows) for rows in _PASSED_OVER.findall(plan) if int(rows)] == []


def test_timers_follow_the_suite_clock(chassis_database: Database) -> None:
    """A clock set past the due instant makes the timer due."""
    with chassis_database.transaction() as tx:
        Timers(tx).set(kind="limit", subject="d", due_at=_FUTURE)
        write_setting(tx, setting_for(_FUTURE + timedelta(seconds=1), 60))

    assert runner(chassis_database).run_one() is True
    assert effects(chassis_database) == {"d": 1}


def test_a_handler_may_set_its_own_timer_again(chassis_database: Database) -> None:
    """What the handler sets survives the end of the timer it handles."""

    def again(tx: Transaction, timer: Timer) -> None:
        Timers(tx).set(kind=timer.kind, subject=timer.subject, due_at=_FUTURE, payload={"n": 2})

    with chassis_database.transaction() as tx:
        Timers(tx).set(kind="limit", subject="d", due_at=_PAST)
    TimerRunner(chassis_database, [TimerHandler(kind="limit", handle=again)]).run_one()
    with chassis_database.read() as tx:
        row = tx.execute(text("SELECT due_at, payload FROM timer")).one()

    assert (row.due_at, row.payload) == (_FUTURE, {"n": 2})


def test_a_failing_timer_is_put_off_and_its_neighbours_go_on(chassis_database: Database) -> None:
    """The failure is counted with a reason and half done work is rolled back."""

    def fail(tx: Transaction, timer: Timer) -> None:
        count_up(tx, timer)
        if timer.subject == "bad":
            raise ValueError

    with chassis_database.transaction() as tx:
        Timers(tx).set(kind="limit", subject="bad", due_at=_PAST)
        Timers(tx).set(kind="limit", subject="good", due_at=_PAST + timedelta(days=1))
    runs = TimerRunner(chassis_database, [TimerHandler(kind="limit", handle=fail)])
    results = [runs.run_one() for _ in range(3)]
    with chassis_database.read() as tx:
        row = tx.execute(text("SELECT subject, attempts, reason, retry_at FROM timer")).one()

    assert results == [True, True, False]
    assert effects(chassis_database) == {"good": 1}
    assert (row.subject, row.attempts, row.reason.split()[0]) == ("bad", 1, "ValueError")
    assert row.retry_at is not None
