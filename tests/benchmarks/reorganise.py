"""Two communes with thousands of open cases merge: how long, twice, and cut off.

`python -m tests.benchmarks.reorganise [--dossiers 10000]` opens all four services on databases of
their own, files a few births at two desks through them and copies their rows until there are so
many (one in five waits for its answer, the others are cases at work, a third of one commune's
tasks with each of three officers), tries the merger, publishes it, has a process of its own move
the dossiers and kills it half-way, moves the rest, carries what was said to everybody in the
portions consumers take, and compares the reports before and after and what stands where. Copies
have no history of their own, so the books of all services are compared (`--filed`) where every
dossier was filed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, TypeVar

import orjson
from sqlalchemy import text

from chassis.clock import machine_clock
from chassis.crypto import KeyRing, new_data_key
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.integration.reconciliation.merger import (
    INTO,
    MERGED,
    decide,
    dry_run,
    fill,
    move,
    reports,
    staff,
    standing,
    widen,
)
from tests.integration.reconciliation.province import MONDAY, Province

_KEY = "BENCHMARK_KEY"
_CASES = 'SELECT id FROM "case" WHERE dossier = :code'
_COPIED = (
    ("intake", "dossier", "code = :code"),
    ("intake", "dossier_content", "dossier = :code"),
    ("intake", "dossier_paper", "dossier = :code"),
    ("intake", "dossier_reader", "dossier = :code"),
    ("intake", "event_stream", "subject = 'dossier/' || :code"),
    ("intake", "timer", "subject = :code"),
    ("routing", "case", "dossier = :code"),
    ("routing", "leg", f"case_id IN ({_CASES})"),
    ("routing", "step", f"case_id IN ({_CASES})"),
    ("routing", "gate", "subject = 'dossier/' || :code"),
    ("notification", "gate", "subject = 'dossier/' || :code"),
    ("reporting", "fact", "dossier = :code"),
)
"""What the services keep of a dossier that the merger needs, by its code."""

_WORKER = """
import os, sys
from chassis.clock import suite_clock
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.timers import TimerRunner
from services.intake.wiring.parts import Parts
from services.intake.wiring.reorganisation import reorganise_handler
database = Database(sys.argv[1], name="reorganise", pool_size=2)
ring = KeyRing(current="k1", keys={"k1": bytes.fromhex(os.environ["BENCHMARK_KEY"])})
clock = suite_clock(database, one_box=True)
parts = Parts(database=database, clock=clock, one_box=True, ring=ring, public_url="")
runner = TimerRunner(database, [reorganise_handler(parts)])
while runner.run_one():
    pass
"""
_T = TypeVar("_T")


def timed(what: str, do: Callable[[], _T]) -> tuple[_T, float]:
    """Return what something gives and the seconds it took, told at once too."""
    begun = time.monotonic()
    given = do()
    seconds = round(time.monotonic() - begun, 1)
    sys.stderr.write(f"{what}: {seconds} s\n")
    return given, seconds


def multiply(province: Province, dossiers: int) -> None:
    """File two dossiers at each desk, and copy their rows until there are so many."""
    fill(province, 4, waiting=4)
    models = province.sql(
        "intake", "SELECT code, receiving_agency, status FROM dossier ORDER BY code"
    )
    waiting = dossiers // 5
    for one in models:
        alike = [model for model in models if (model.status == 1) == (one.status == 1)]
        share = (waiting if one.status == 1 else dossiers - waiting) // len(alike)
        for service, table, where in _COPIED:
            _copy(province, service, table, where, code=one.code, count=share - 1)


def _copy(
    province: Province, service: str, table: str, where: str, *, code: str, count: int
) -> None:
    """Copy the rows of a dossier: its code and its ids are others in each copy."""
    columns = province.sql(
        service,
        "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
        " WHERE table_name = :t AND is_identity = 'NO' AND is_generated = 'NEVER'",
        t=table,
    )
    values = [_value(column.name, column.type) for column in columns]
    names = ", ".join(f'"{column.name}"' for column in columns)
    statement = f"""
        INSERT INTO "{table}" ({names}) SELECT {", ".join(values)}
        FROM "{table}" AS one CROSS JOIN generate_series(100001, 100000 + :count) AS n
        WHERE {where}
    """  # noqa: S608 -- names of our own tables
    with province.databases[service].transaction() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 0"))
        tx.execute(text(statement), {"code": code, "count": count})
    # What references it is planned anew: its table was all but empty.
    with province.databases[service].transaction() as tx:
        tx.execute(text(f'ANALYZE "{table}"'))


def _value(name: str, type_: str) -> str:
    column = f'one."{name}"'
    if name == "parties":
        return "'{}'"  # sealed for the dossier it was copied from
    if type_ == "uuid":
        return f"CAST(md5({column}::text || n) AS uuid)"
    if type_ in ("text", "jsonb"):
        return f"CAST(replace({column}::text, :code, :code || '-' || n) AS {type_})"
    return column


def killed_half_way(province: Province, dossiers: int) -> int:
    """Let a process of its own move dossiers and kill it; return how many had moved."""
    url = province.databases["intake"].url
    process = subprocess.Popen([sys.executable, "-c", _WORKER, url])  # noqa: S603 -- ours
    while process.poll() is None and moved(province) < dossiers // 2:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return moved(province)


def moved(province: Province) -> int:
    """Return how many dossiers have moved so far."""
    rows = province.sql("intake", "SELECT coalesce(sum(moved), 0) FROM succession")
    return int(rows[0][0])


def run(dossiers: int, *, filed: bool) -> dict[str, Any]:
    """Merge two communes with so many open dossiers; return what was seen."""
    key = bytes.fromhex(os.environ[_KEY])
    with ExitStack() as stack:
        province = Province(stack, ring=KeyRing(current="k1", keys={"k1": key}))
        widen(province)
        build = fill if filed else multiply
        _, filling = timed("filled", lambda: build(province, dossiers))
        staff(province)
        before, figures = standing(province), reports(province)
        tried, trying = timed("dry run", lambda: dry_run(province))
        unchanged = standing(province) == before
        _, deciding = timed("published", lambda: decide(province))
        cut, killing = timed("killed", lambda: killed_half_way(province, dossiers))
        _, moving = timed("moved", lambda: move(province))
        _, carrying = timed("carried", province.pump)
        again = move(province)
        after = standing(province)
        same = reports(province) == figures
        today = reports(province, succession="present")
        books = look(province) if filed else None
    return {
        "filled in seconds": filling,
        "dry run": {
            code: {
                "open dossiers": one.open_dossiers,
                "cases": one.work.cases,
                "tasks": one.work.tasks,
                "owners kept": one.work.owners_kept,
                "owners lost": one.work.owners_lost,
                "without a post": sorted(one.work.without_post),
                "no rule takes": len(one.without_rule),
            }
            for code, one in tried.items()
        },
        "dry run changed nothing": unchanged,
        "seconds": {
            "dry run": trying,
            "publish": deciding,
            "to the kill": killing,
            "the rest at intake": moving,
            "carried to routing, reporting, notification": carrying,
        },
        "moved when killed": cut,
        "chunks found when done again": again,
        "before": before,
        "after": after,
        "reports before and after equal": same,
        "received by present agency": {
            code: one["total"]["received"]["total"] for code, one in today.items()
        },
        "received as it was": {
            code: figures[code]["total"]["received"]["total"] for code in ("H56", *MERGED, INTO)
        },
        "reconciliation": books,
    }


def look(province: Province) -> dict[str, Any]:
    """Compare the books of all services once everything is an hour and a day old."""
    province.age()
    province.set_clock(MONDAY + timedelta(days=1))
    found = reconcile(
        books=province.books(),
        clock=machine_clock,
        pause=lambda _: None,
        patience=Patience(settle=0.0, looks=1),
    )
    return {"clean": found.clean, "found": [str(one) for one in found.found]}


def main() -> None:
    """Run it and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--filed", action="store_true", help="file each; compare the books")
    given = parser.parse_args()
    os.environ[_KEY] = new_data_key().hex()
    report = run(given.dossiers, filed=given.filed)
    sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2, default=str).decode() + "\n")


if __name__ == "__main__":
    main()
