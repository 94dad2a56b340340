"""The public search over three thousand procedures: what is found, and how long it takes.

`python -m tests.benchmarks.search --records FILE [--procedures 3000] [--rounds 5]
[--questions FILE]` publishes the shipped packages into a database of its own on the PostgreSQL of
the environment, imports the records twice, fills up with made-up ones (halves of names of two
records, so that their words are those of real ones), serves intake under gunicorn and puts every
question to `GET /procedures`. Without a file of records all of them are made of packages' names.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from psycopg import sql

from chassis.auth import TokenSigner
from chassis.clock import suite_clock
from chassis.db import Database
from chassis.outbox import Outbox
from chassis.testing import databases
from deploy.keys import make_keys
from services.intake.catalogue.api.import_report import summary
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.records import read_records
from services.intake.catalogue.store.agencies import PgAgencies
from services.intake.catalogue.store.announced import PgAnnounced
from services.intake.catalogue.store.calendars import PgCalendars
from services.intake.catalogue.store.procedures import PgProcedures
from services.intake.catalogue.store.wordings import PgWordings
from services.intake.catalogue.usecases.import_records import import_records
from services.intake.catalogue.usecases.publish_catalogue import publish_catalogue
from tests.benchmarks.registry import settings
from tests.integration.gateway.processes import Served, under_gunicorn
from tests.search.ask import CATALOGUE, FIRST, QUESTIONS, read_questions
from tests.unit.intake.catalogue.fakes import RecordedReplans

_SEED = 7


def made_up(names: Sequence[str], fields: Sequence[str], number: int) -> Iterator[dict[str, Any]]:
    """Yield records of so many procedures that nobody has."""
    choice = random.Random(_SEED)  # noqa: S311 -- the same every time
    for code in range(number):
        first, second = (choice.choice(names).split() for _ in range(2))
        yield {
            "code": f"8.{code:06d}",
            "name_raw": " ".join(first[: len(first) // 2] + second[len(second) // 2 :]) or "?",
            "field": choice.choice(fields),
            "level": "Cấp tỉnh",
        }


@contextmanager
def database() -> Iterator[str]:
    """Yield the URL of a new database of intake; it goes at the end."""
    name = f"motcua_search_{secrets.token_hex(4)}"
    with databases._administrator() as owner:
        template = sql.Identifier(databases._template(owner, "intake"))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        owner.execute(made.format(sql.Identifier(name), template))
    try:
        yield databases._url_of(name)
    finally:
        with databases._administrator() as owner:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            owner.execute(drop.format(sql.Identifier(name)))


def publish(store: Database) -> Sequence[tuple[str, str]]:
    """Publish what is shipped; return names and fields."""
    package = read_package(CATALOGUE).package
    with store.transaction() as tx:
        publish_catalogue(
            package,
            procedures=PgProcedures(tx),
            agencies=PgAgencies(tx),
            calendars=PgCalendars(tx),
            wordings=PgWordings(tx),
            events=Outbox(tx, source="intake", clock=suite_clock(store, one_box=False)),
            replans=RecordedReplans(),
        )
    return [(item.card.name.vi, item.field.name) for item, _ in package.procedures]


def imported(store: Database, file: Path) -> str:
    """Import a file; return what is said of it."""
    began, used = time.monotonic(), time.process_time()
    with store.transaction() as tx:
        found = import_records(
            read_records(file),
            at=suite_clock(store, one_box=False)(),
            entries=PgAnnounced(tx),
        )
    told = summary(found, round(time.monotonic() - began, 1))
    return f"{time.process_time() - used:.1f} s of the processor; {told}"


def fill(store: Database, records: Path | None, procedures: int, folder: Path) -> None:
    """Publish, import twice, and fill up to so many procedures."""
    known = publish(store)
    if records is not None:
        click.echo(imported(store, records))
        click.echo(imported(store, records).splitlines()[0])
        with records.open(encoding="utf-8") as lines:
            loaded = [json.loads(line) for line in lines if line.strip()]
        known = [*known, *((item["name_raw"], item["field"]) for item in loaded)]
    names, fields = [name for name, _ in known], [field for _, field in known]
    file = folder / "made-up.jsonl"
    texts = (json.dumps(item) for item in made_up(names, fields, procedures - len(known)))
    file.write_text("\n".join(texts), encoding="utf-8")
    click.echo(imported(store, file).splitlines()[0])


def processor_seconds(process: int) -> float:
    """Return the processor time a process has used, which neighbours on the machine do not add."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(served: Served, token: str, questions: Sequence[Mapping[str, Any]], rounds: int) -> None:
    """Put the questions and print where their codes stand, then how long answers took."""
    seconds: list[float] = []
    good = 0
    line = HTTPConnection("127.0.0.1", served.port, timeout=30)
    used = 0.0
    for turn in range(rounds + 1):
        used = processor_seconds(served.worker) if turn == 1 else used
        for question in questions:
            path = f"/procedures?limit={20 if turn else 100}&q={quote(question['asked'])}"
            began = time.perf_counter()
            line.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            items = json.loads(line.getresponse().read())["items"]
            if turn:  # the first makes the index
                seconds.append(time.perf_counter() - began)
                continue
            codes = [item["code"] for item in items]
            ranks = [codes.index(code) + 1 for code in question["codes"] if code in codes]
            rank = min(ranks, default=None)
            good += rank is not None and rank <= FIRST
            first = items[0]["short_name"]["vi"][:60] if items else "–"
            click.echo(f"{rank or '–':>4} {len(items):>4}  {question['asked']:<44} {first}")
    click.echo(f"{good} / {len(questions)} = {good / len(questions):.1%} in the first {FIRST}")
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    middle = statistics.median(seconds)
    used = (processor_seconds(served.worker) - used) / len(seconds)
    click.echo(
        f"p50 {middle * 1000:.1f} ms, p95 {cuts[-1] * 1000:.1f} ms, n {len(seconds)}; "
        f"processor time of the server {used * 1000:.1f} ms an answer"
    )


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path)
    parser.add_argument("--procedures", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, database() as url:
        folder = Path(place)
        make_keys(folder, with_issuer=True)
        store = Database(url, name="bench", statement_seconds=600.0)
        fill(store, given.records, given.procedures, folder)
        clock = suite_clock(store, one_box=False)
        signer = TokenSigner.from_file("gateway", folder / "gateway.private.json", clock)
        environment = settings(folder, folder, url)
        with under_gunicorn("services.intake.wiring.service:app()", folder, environment) as intake:
            token = signer.issue("intake", None)
            ask(intake, token, read_questions(given.questions), given.rounds)


if __name__ == "__main__":
    main()
