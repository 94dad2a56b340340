"""A million open timers: what a sweep costs that finds none due, and doing those that are.

`python -m tests.benchmarks.timers [--open 1000000] [--due 2000] [--late 20000]` makes a database
of its own with so many timers that wait, so many that are due and so many that failed and are put
off, and prints milliseconds a look, timers a second, and how the plan reads the table.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time

import orjson
from sqlalchemy import text

from chassis import timers
from chassis.db import Database, Transaction
from chassis.testing.databases import cloned_database
from chassis.timers import Timer, TimerHandler, TimerRunner

_LOOKS = 200
_FILL = text("""
    INSERT INTO timer (kind, subject, due_at, payload, attempts, retry_at)
    SELECT 'limit', :name || n, clock_timestamp() + CAST(:offset AS interval) + n * interval '1 s',
           '{}', 0, CASE WHEN :late THEN clock_timestamp() + interval '1 day' END
    FROM generate_series(1, :count) AS n
""")


def fill(database: Database, *, waiting: int, due: int, late: int) -> None:
    """Enter the timers and let the planner know them."""
    with database.transaction() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 0"))
        for name, offset, count in (("open", "1 day", waiting), ("due", "-1 day", due)):
            tx.execute(_FILL, {"name": name, "offset": offset, "late": False, "count": count})
        tx.execute(_FILL, {"name": "late", "offset": "-2 days", "late": True, "count": late})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE timer"))


def plan(database: Database) -> dict[str, object]:
    """Return how the sweep reads the table."""
    with database.transaction() as tx:
        found = json.dumps(
            tx.execute(
                text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {timers._TAKE}"),
                {"kinds": ["limit"]},
            ).scalar_one()
        )
        tx.rollback()
    return {
        "table scans": len(re.findall(r'"Seq Scan"[^{}]*"Relation Name": "timer"', found)),
        "indexes": sorted(set(re.findall(r'"Index Name": "(\w+)"', found))),
        "pages read": max(map(int, re.findall(r'"Shared (?:Hit|Read) Blocks": (\d+)', found))),
    }


def main() -> None:
    """Fill, do what is due, then look in vain."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=2_000)
    parser.add_argument("--late", type=int, default=20_000)
    given = parser.parse_args()

    def handle(_tx: Transaction, _timer: Timer) -> None:
        """Do nothing: the cost of the timer itself is asked."""

    with cloned_database(None) as url:
        database = Database(url, name="bench", statement_seconds=600.0)
        fill(database, waiting=given.open, due=given.due, late=given.late)
        read = plan(database)
        runner = TimerRunner(database, [TimerHandler(kind="limit", handle=handle)])
        begun = time.monotonic()
        done = 0
        while runner.run_one():
            done += 1
        rate = done / (time.monotonic() - begun)
        begun = time.monotonic()
        for _ in range(_LOOKS):
            runner.run_one()
        look = (time.monotonic() - begun) / _LOOKS * 1000
        database.dispose()
    report = {
        "open": given.open,
        "put off": given.late,
        "done": done,
        "timers a second, one runner": round(rate),
        "ms a look that finds none": round(look, 2),
        "plan": read,
    }
    sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
