"""The plans of what lists, searches and the desk's queue ask of a filled registry.

`python -m tests.benchmarks.registry_plans --database NAME --keys FOLDER [--whole]` asks everything
that `registry` asks, in this process, and explains each statement as it is run: one line a
statement, the whole plan with `--whole`. Ends with status 1 where a plan reads a table whole.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.testing import databases
from kernel.rights import Actor
from tests.benchmarks.registry import WHO, Asked, asked
from tests.integration.intake.office import MONDAY, Office

_TABLES = "dossier|dossier_content|dossier_reader|timeline_entry|desk_task"
_WHOLE_TABLE = re.compile(rf"Seq Scan on ({_TABLES})\b")
_READ = re.compile(r"Execution Time: ([\d.]+)")
_BUFFERS = re.compile(r"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?")
_ROWS = re.compile(r"actual time=\S+ rows=(\d+) loops=(\d+)")


@contextmanager
def explained(engine: Engine) -> Iterator[list[str]]:
    """Collect the plan of every statement that reads a dossier."""
    plans: list[str] = []

    def explain(connection: Any, _c: Any, statement: str, parameters: Any, *_: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's own
        reads = statement.lstrip()[:6].upper() in {"SELECT", "WITH P", "WITH L", "WITH H"}
        if not reads or "dossier" not in statement:
            return
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def summary(plan: str) -> str:
    """Return what a plan read: milliseconds, pages, the most rows of one node."""
    took = _READ.search(plan)
    first = _BUFFERS.search(plan)
    pages = sum(int(part or 0) for part in first.groups()) if first else 0
    rows = max(int(rows) * int(loops) for rows, loops in _ROWS.findall(plan))
    return f"{took[1] if took else '?':>9} ms {pages:>7} pages {rows:>7} rows"


def ask(office: Office, actor: Actor, question: Asked) -> None:
    """Ask one question."""
    if question.body is None:
        answer = office.get(question.path, actor)
    else:
        answer = office.post(question.path, question.body, actor)
    assert answer.status_code == 200, answer.json


def main() -> None:
    """Ask everything and print the plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    url = databases._url_of(given.database)
    ring = KeyRing.from_file(given.keys / "intake.master.json")
    office = Office(Database(url, name="plans", statement_seconds=60.0), now=MONDAY, ring=ring)
    bad = 0
    for who, questions in asked(url).items():
        for what, question in questions.items():
            if who not in WHO:
                continue
            ask(office, WHO[who], question)
            with explained(office.database.engine) as plans:
                ask(office, WHO[who], question)
            for plan in plans:
                whole = _WHOLE_TABLE.search(plan)
                bad += whole is not None
                mark = f"  reads all of {whole[1]}" if whole else ""
                sys.stdout.write(f"{who}: {what:<30} {summary(plan)}{mark}\n")
                if given.whole:
                    sys.stdout.write(f"{plan}\n\n")
    office.database.dispose()
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
