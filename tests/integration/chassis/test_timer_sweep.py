"""Many timers, several processes, a clock that is wrong: each done once, at its time, cheaply."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

from sqlalchemy import text

from chassis import timers
from chassis.db import Database

ROOT = Path(__file__).parents[3]
_EFFECTS = """
    CREATE TABLE effect (subject text, due_at timestamptz, at timestamptz, now timestamptz)
"""
_MANY = text("""
    INSERT INTO timer (kind, subject, due_at, payload, attempts, retry_at)
    SELECT 'limit', 'd' || n, clock_timestamp() + make_interval(secs => n), '{}', :attempts,
           CASE WHEN :attempts > 0 THEN clock_timestamp() + interval '1 hour' END
    FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
""")
# A process whose machine is an hour ahead, if told so: every clock it has says the same.
_PROCESS = textwrap.dedent("""
    import sys, threading, time
    from datetime import timedelta
    ahead, url, count = float(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    from chassis import clock
    real, machine = time.time, clock.machine_clock
    time.time = lambda: real() + ahead
    clock.machine_clock = lambda: machine() + timedelta(seconds=ahead)
    from sqlalchemy import text
    from chassis.db import Database
    from chassis.timers import TimerHandler, TimerRunner

    def handle(tx, timer):
        tx.execute(
            text("INSERT INTO effect VALUES (:s, :d, clock_timestamp(), :n)"),
            {"s": timer.subject, "d": timer.due_at, "n": timer.now},
        )

    database, stop = Database(url, name="test"), threading.Event()
    runner = TimerRunner(database, [TimerHandler(kind="limit", handle=handle)])
    threading.Thread(target=runner.run, args=(stop,), daemon=True).start()
    for _ in range(600):
        with database.read() as tx:
            if tx.scalar(text("SELECT count(*) FROM effect")) >= count:
                break
        stop.wait(0.05)
    stop.set()
""")


def test_several_processes_do_each_timer_once_and_none_early(chassis_database: Database) -> None:
    """Four processes, one an hour ahead: 300 effects for 300 timers, none before its time."""
    with chassis_database.transaction() as tx:
        tx.execute(text(_EFFECTS))
        tx.execute(
            text("""
                INSERT INTO timer (kind, subject, due_at, payload)
                SELECT 'limit', 'd' || n, clock_timestamp() + n * interval '15 ms', '{}'
                FROM generate_series(1, 300) AS n
            """)
        )
        tx.execute(_MANY, {"first": 1000, "last": 1010, "attempts": 0})
    url = chassis_database.url.replace("+psycopg", "")
    running = [
        subprocess.Popen(  # noqa: S603 -- this interpreter, a script of ours
            [sys.executable, "-c", _PROCESS, ahead, url, "300"], cwd=ROOT
        )
        for ahead in ("3600", "0", "-3600", "0")
    ]
    codes = [process.wait(90) for process in running]
    with chassis_database.read() as tx:
        done, subjects, early = tx.execute(
            text("""
                SELECT count(*), count(DISTINCT subject),
                       count(*) FILTER (WHERE at < due_at OR now < due_at)
                FROM effect
            """)
        ).one()
        left = tx.scalar(text("SELECT count(*) FROM timer"))

    assert codes == [0, 0, 0, 0]
    assert (done, subjects, early, left) == (300, 300, 0, 11)


def _plan(database: Database, statement: str) -> str:
    with database.transaction() as tx:
        found = tx.execute(
            text(f"EXPLAIN (FORMAT JSON) {statement}"), {"kinds": ["limit"]}
        ).scalar_one()
    return json.dumps(found)


def test_a_sweep_reads_no_table_from_end_to_end(chassis_database: Database) -> None:
    """With many timers open and many put off, taking and waiting go by the indexes alone."""
    with chassis_database.transaction() as tx:
        tx.execute(_MANY, {"first": 1000, "last": 40_000, "attempts": 0})
        tx.execute(_MANY, {"first": -5000, "last": -1, "attempts": 3})
    with chassis_database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("VACUUM ANALYZE timer"))
    plans = {
        name: _plan(chassis_database, str(getattr(timers, name)))
        for name in ("_TAKE", "_NEXT", "_OLDEST")
    }

    for name, plan in plans.items():
        assert re.search(r'"Seq Scan"[^{}]*"Relation Name": "timer"', plan) is None, name
        assert "timer_fresh_idx" in plan, name
        assert '"Node Type": "Sort"' not in plan, name
