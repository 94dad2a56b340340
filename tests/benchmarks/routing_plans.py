"""The plans of what officers ask routing for: worklists, counters, a task, claiming and ending it.

`python -m tests.benchmarks.routing_plans [--cases 50000] [--servers] [--whole]` fills a database
as `routing` does and explains every statement while an officer, who signs and a head use the
service in this process: one line a statement, the whole plan with `--whole`. What writes is
planned and not run by that. Ends with status 1 where a plan reads a table of cases whole, or the
first page of a worklist more than a page of each role.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, event

from chassis.clock import machine_clock
from chassis.db import Database
from chassis.testing.databases import cloned_database
from kernel.rights import Actor, Role
from tests.benchmarks.gateway_place import private_servers
from tests.benchmarks.registry_plans import summary
from tests.benchmarks.routing_fill import codes, fill
from tests.integration.routing.suite import Suite
from tests.unit.routing.samples import officer

# Those that the fill makes big; of the others the planner reads a page or two whole.
_BIG = '"?case"?|leg|step|step_event|timer|event_stream'
_WHOLE_TABLE = re.compile(rf"Seq Scan on ({_BIG})(?: |$)", re.MULTILINE)
_LISTS = {"worklist", "worklist?view=unit"}
_MOST_ROWS = 3 * 21
_OURS = re.compile(r'\b(step|leg|"case"|timer|handover_slip|event_stream)\b')
_READS = re.compile(r"^(SELECT|WITH)\b(?!.*\bFOR UPDATE)", re.DOTALL)


@contextmanager
def explained(engine: Engine) -> Iterator[list[tuple[str, str]]]:
    """Collect the statements about cases, each with its plan."""
    plans: list[tuple[str, str]] = []

    def explain(connection: Any, _c: Any, statement: str, parameters: Any, *_: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's own
        if not _OURS.search(statement):
            return
        how = "EXPLAIN (ANALYZE, BUFFERS)" if _READS.match(statement.strip()) else "EXPLAIN"
        with connection.connection.cursor() as cursor:
            first = parameters[0] if isinstance(parameters, list) else parameters
            cursor.execute(f"{how} {statement}", first)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            plans.append((" ".join(statement.split())[:70], plan))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def asked(suite: Suite, who: Actor) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Ask what an officer asks; lists twice, because the first time processes are read."""
    for query in ("", "?view=mine", "?view=unit", "?status=waiting&limit=100", "?field=HT"):
        suite.worklist(who, query)
        with explained(suite.database.engine) as plans:
            suite.worklist(who, query)
        yield f"worklist{query}", plans
    with explained(suite.database.engine) as plans:
        suite.get("/worklist/counters", who)
    yield "counters", plans
    items = [one for one in suite.worklist(who, "?status=waiting") if "claim" in one["actions"]]
    if not items:
        return
    with explained(suite.database.engine) as plans:
        claimed = suite.act(who, items[0], "claim").get_json()
    yield "claim", plans
    onward = next(one for one in claimed["actions"] if one in ("complete", "approve"))
    with explained(suite.database.engine) as plans:
        suite.act(who, claimed, onward)
    yield onward, plans


def fault(what: str, plan: str, read: str) -> str:
    """Return what a plan must not do, in words; nothing where it may stay."""
    if whole := _WHOLE_TABLE.search(plan):
        return f"  READS ALL OF {whole[1]}"
    rows = read.split()[-2] if read.endswith("rows") else "0"
    return "  READS PAST ITS PAGE" if what in _LISTS and int(rows) > _MOST_ROWS else ""


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--agencies", type=int, default=25)
    parser.add_argument("--servers", action="store_true", help="those of the environment")
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    agency, bad = codes(given.agencies)[3], 0
    with nullcontext() if given.servers else private_servers(), cloned_database("routing") as url:
        database = Database(url, name="plans", statement_seconds=3600.0)
        fill(database, given.cases, given.agencies)
        suite = Suite(database, now=machine_clock())
        for role in (Role.OFFICER, Role.APPROVER, Role.HEAD):
            who = officer(role, subject=f"{role.value}-1-{agency}", agency=agency)
            for what, plans in asked(suite, who):
                for statement, plan in plans:
                    read = summary(plan) if "actual time" in plan else f"{'planned':>38}"
                    mark = fault(what, plan, read)
                    bad += bool(mark)
                    sys.stdout.write(f"{role.value:>8} {what:<24} {read}{mark}  {statement}\n")
                    if given.whole:
                        sys.stdout.write(f"{plan}\n\n")
        database.dispose()
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
