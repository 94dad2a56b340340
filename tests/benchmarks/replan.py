"""Notice 12729/VPCP-KGVX over many open dossiers: how long, how many, twice, and cut off.

`python -m tests.benchmarks.replan [--dossiers 100000]` makes a database of its own, fills it with
open dossiers, half of 18 working days and half of the same day, accepted in December 2025 under a
calendar without the notice, asks what it would move, publishes it (2 January 2026 off, 10 January
worked) and reports. The work is done by a process of its own; the same again in another database
has it killed half-way. With `--deliver` the messages of the run in one go are then handed over to
a mail server, apart: one to each citizen, or it fails.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import orjson
from sqlalchemy import text

from chassis.crypto import new_data_key
from chassis.db import Database
from chassis.testing.databases import cloned_database
from kernel.calendar import Calendar
from services.intake.registry.usecases.dry_run_calendar import Page
from services.intake.wiring.clock import publish_one_calendar, try_calendar
from tests.benchmarks.messages import at_work, know
from tests.integration.intake.clocked import at, received
from tests.integration.intake.office import COPIES, LAND, Office, shipped

NOTICE = "12729/VPCP-KGVX"
SWAPPED = (date(2026, 1, 2), date(2026, 1, 10))
_COPY = """
    INSERT INTO {table} ({names})
    SELECT {values} FROM {table} AS one CROSS JOIN generate_series(2, :count) AS n
    WHERE one.{key} = :code
"""
_WORKER = """
import sys
from chassis.clock import suite_clock
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.timers import TimerRunner
from services.intake.wiring.clock import timer_handlers
from services.intake.wiring.parts import Parts
database = Database(sys.argv[1], name="replan", pool_size=2)
ring = KeyRing(current="k1", keys={"k1": new_data_key()})
clock = suite_clock(database, one_box=True)
parts = Parts(database=database, clock=clock, one_box=True, ring=ring, public_url="")
runner = TimerRunner(database, timer_handlers(parts))
while runner.run_one():
    pass
"""


def without_notice() -> Calendar:
    """Return the shipped calendar as it was before the notice."""
    calendar = next(one for one in shipped().calendars if one.id == "vn")
    days = {day: row for day, row in calendar.days.items() if day not in SWAPPED}
    return replace(calendar, version=2, days=days)


def with_notice() -> Calendar:
    """Return the calendar with the notice, as its next version."""
    calendar = next(one for one in shipped().calendars if one.id == "vn")
    return replace(calendar, version=3)


def multiply(office: Office, code: str, count: int) -> None:
    """Copy a dossier with its row of the ledger, its stream and its timer, `count` in all."""
    prefix = code.rpartition("-")[0]
    parts = (("dossier", "code"), ("event_stream", "subject"), ("timer", "subject"))
    with office.database.transaction() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 0"))
        for table, key in parts:
            names = tx.execute(
                text(
                    "SELECT column_name FROM information_schema.columns"
                    " WHERE table_name = :t AND is_identity = 'NO'"
                ),
                {"t": table},
            ).scalars()
            columns = [f'"{name}"' for name in names]
            head = "dossier/" if table == "event_stream" else ""
            new = f"'{head}{prefix}-' || lpad(n::text, 6, '0')"
            values = [new if column == f'"{key}"' else f"one.{column}" for column in columns]
            statement = _COPY.format(
                table=table, names=", ".join(columns), values=", ".join(values), key=key
            )
            tx.execute(text(statement), {"count": count, "code": head + code})
    with office.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("VACUUM ANALYZE"))


def state(office: Office) -> tuple[object, ...]:
    """Return what the end is: seen and moved, dates, rows, events, and what is doubled."""
    with office.database.transaction() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 0"))
        row = tx.execute(
            text("""
            SELECT (SELECT moved FROM replan WHERE version = 3) AS moved,
                   (SELECT count(*) FROM dossier WHERE calendar_version = 3) AS follow,
                   (SELECT md5(string_agg(code || due_at, ',' ORDER BY code)) FROM dossier) AS due,
                   (SELECT count(*) FROM clock_entry WHERE rule = 'replan') AS ledger,
                   (SELECT count(*) FROM event_log WHERE type LIKE '%replanned%') AS events,
                   (SELECT count(*) FROM timer JOIN dossier ON code = subject
                    WHERE kind = 'deadline') AS timers,
                   (SELECT count(*) FROM (SELECT dossier FROM clock_entry WHERE rule = 'replan'
                    GROUP BY dossier HAVING count(*) > 1) AS doubled) AS doubled
            """)
        ).one()
    return tuple(row)


def dry_run(office: Office) -> dict[str, object]:
    """Ask page by page what the notice would move; return how many, and the seconds it took."""
    begun = time.monotonic()
    page, seen, moved = Page(limit=1000), 0, 0
    while True:
        found = try_calendar(office.parts, with_notice(), NOTICE, page)
        seen += len(found.dossiers)
        moved += sum(one.moved for one in found.dossiers)
        if found.after is None:
            return {"seen": seen, "moved": moved, "seconds": round(time.monotonic() - begun, 1)}
        page = replace(page, after=found.after)


def work(url: str, *, until: Callable[[], bool] | None = None) -> float:
    """Let a process do what is due, or kill it at a moment; return the seconds it took."""
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", _WORKER, url])  # noqa: S603 -- ours
    while until is not None and process.poll() is None and not until():
        time.sleep(0.05)
    if until is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return time.monotonic() - begun


def half_done(office: Office, dossiers: int) -> Callable[[], bool]:
    """Return what tells whether half of the dossiers follow the notice."""

    def done() -> bool:
        with office.database.read() as tx:
            seen: int = tx.scalars(text("SELECT seen FROM replan WHERE version = 3")).one()
        return seen >= dossiers // 2

    return done


def deliver(office: Office, speaking_url: str, dispatchers: int) -> dict[str, object]:
    """Let intake's relay and notification bring out what the outbox holds; return the figures.

    What a citizen would have heard of before the notice counts as heard.
    """
    with office.database.read() as tx:
        dossiers = tx.execute(
            text(
                "SELECT code, last - 1 FROM dossier JOIN event_stream ON subject = :kind || code"
            ),
            {"kind": "dossier/"},
        ).all()
        names = tx.execute(text("SELECT DISTINCT receiving_agency, procedure FROM dossier")).all()
    with cloned_database("notification") as own_url:
        know(own_url, [tuple(row) for row in dossiers], [tuple(row) for row in names])
        begun = time.perf_counter()
        with at_work(speaking_url, own_url, dispatchers=dispatchers) as post:
            post.provider.wait(len(dossiers))
            seconds = post.provider.taken[-1][1] - begun
            cost = post.cpu() * 1000 / len(dossiers)
    return {
        "messages, one to each citizen": len(dossiers),
        "seconds": round(seconds, 1),
        "messages/s": round(len(dossiers) / seconds),
        "CPU ms a message": round(cost, 2),
    }


def run(dossiers: int, *, killed: bool, dispatchers: int | None = None) -> dict[str, object]:
    """Publish over so many dossiers, cut off half-way where asked; return the figures."""
    with cloned_database("intake") as url:
        office = Office(Database(url, name="bench", statement_seconds=600.0))
        publish_one_calendar(office.parts, without_notice(), None, by="bench")
        office.parts.memory._kept.clear()
        work(url)
        for procedure, accepted in ((LAND, "2025-12-15T09:00"), (COPIES, "2025-12-31T16:00")):
            office.set_clock(at(accepted))
            multiply(office, received(office, procedure), dossiers // 2)
        untouched = state(office)
        dry = None if killed else dry_run(office)
        if state(office) != untouched:
            raise AssertionError("the dry run wrote something")
        publish_one_calendar(office.parts, with_notice(), NOTICE, by="bench")
        cut = None
        if killed:
            work(url, until=half_done(office, dossiers))
            cut = state(office)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = work(url)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        first = state(office)
        again = publish_one_calendar(office.parts, with_notice(), NOTICE, by="bench").changed
        work(url)
        second = state(office)
        sent = None if dispatchers is None else deliver(office, url, dispatchers)
        office.database.dispose()
    return {
        "dry run": dry,
        "seconds": round(seconds, 1),
        "of them on a processor": round(
            spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime, 1
        ),
        "moved, follow, due, ledger, events, timers, doubled": first,
        "cut off at": cut,
        "published again": {"changed": again, "same end": second == first},
        "delivered": sent,
    }


def main() -> None:
    """Run it whole and cut off, and compare the ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--deliver", type=int, metavar="DISPATCHERS", help="threads that send")
    given = parser.parse_args()
    os.environ["BENCHMARK_KEY"] = new_data_key().hex()
    whole = run(given.dossiers, killed=False, dispatchers=given.deliver)
    cut = run(given.dossiers, killed=True)
    key = "moved, follow, due, ledger, events, timers, doubled"
    report = {"whole": whole, "killed half-way": cut, "same end": whole[key] == cut[key]}
    sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2, default=str).decode() + "\n")


if __name__ == "__main__":
    main()
