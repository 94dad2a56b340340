"""The registry at so many dossiers: lists, searches and files over HTTP, with their plans.

`python -m tests.benchmarks.registry [--dossiers 1000000] [--asks 60]` fills a database of its own
on the PostgreSQL of the environment (minutes, and about 6 GB a million), serves intake under
gunicorn and asks as an officer of a large commune, of the centre, a supervisor and a citizen.
`--database NAME --keys FOLDER` measures one that is there already and leaves it; `--keep` leaves a
new one, `--only-fill --keys FOLDER` does no more than that.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson
import psycopg
from psycopg import sql

from chassis.auth import TokenSigner
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.testing import databases
from deploy.keys import make_keys
from kernel.rights import Actor, Role
from tests.benchmarks.http_load import Answers, Line, at_once
from tests.benchmarks.registry_fill import CENTRE, fill
from tests.benchmarks.registry_people import RARE_GIVEN, resident
from tests.integration.gateway.processes import Served, under_gunicorn
from tests.integration.intake.office import COMMUNE, MONDAY, Office

_WRONG = 400
WHO = {
    "commune": Actor(subject="officer-1", roles=frozenset({Role.OFFICER}), agency=COMMUNE),
    "centre": Actor(subject="officer-2", roles=frozenset({Role.OFFICER}), agency=CENTRE),
    "province": Actor(subject="boss-1", roles=frozenset({Role.SUPERVISOR}), agency="H56"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked; with a `body` it is a search."""

    path: str
    body: Mapping[str, str] | None = None

    def request(self, token: str) -> bytes:
        """Return the request as it goes over the wire."""
        data = b"" if self.body is None else orjson.dumps(self.body)
        method = "GET" if self.body is None else "POST"
        head = (
            f"{method} {self.path} HTTP/1.1\r\nHost: intake\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        return head.encode() + data


def asked(url: str) -> dict[str, dict[str, Asked]]:
    """Return what everybody asks, with codes and numbers that are there."""
    lists = {
        "list": Asked(path="/dossiers"),
        "list, open": Asked(path="/dossiers?status=1,2,4,5"),
        "list, refused": Asked(path="/dossiers?status=3"),
        "list, a week of a year ago": Asked(path="/dossiers?from=2025-11-10&to=2025-11-14"),
        "list by due date": Asked(path="/dossiers?order=due"),
        "list by name, open": Asked(path="/dossiers?order=name&status=1,2,4,5,6,9"),
        "search Nguyễn": Asked(path="/dossiers/search", body={"name": "Nguyễn"}),
        "search Nguyễn Thị Hoa": Asked(path="/dossiers/search", body={"name": "nguyen thi hoa"}),
        "search a rare name": Asked(path="/dossiers/search", body={"name": RARE_GIVEN}),
        "search a name nobody has": Asked(path="/dossiers/search", body={"name": "xyz"}),
        "search the end of a code": Asked(path="/dossiers/search", body={"code": "0002"}),
    }
    found: dict[str, dict[str, Asked]] = {}
    with psycopg.connect(url) as connection:
        for name, actor in WHO.items():
            agency = CENTRE if name == "province" else actor.agency
            row = connection.execute(
                "SELECT code, applicant ->> 'name' FROM dossier JOIN dossier_content"
                " ON dossier = code WHERE receiving_agency = %s AND NOT confidential"
                " AND code LIKE '%%-0001' ORDER BY filed_at DESC OFFSET 20 LIMIT 1",
                [agency],
            ).fetchone()
            assert row is not None
            code = row[0]
            who = resident(1)
            found[name] = {
                **lists,
                "search a code": Asked(path="/dossiers/search", body={"code": code}),
                "search an id number": Asked(
                    path="/dossiers/search", body={"id_number": who.id_number}
                ),
                "search a phone": Asked(path="/dossiers/search", body={"phone": who.phone}),
                "one dossier": Asked(path=f"/dossiers/{code}"),
                "timeline": Asked(path=f"/dossiers/{code}/timeline"),
            }
            if name != "province":
                found[name] |= {
                    "desk queue": Asked(path="/desk-queue"),
                    "desk queue, results": Asked(path="/desk-queue?kind=handover&limit=100"),
                }
    found["citizen"] = {name: lists[name] for name in ("list", "list, open", "list by due date")}
    return found


def milliseconds(answers: Answers) -> tuple[float, float]:
    """Return p50 and p95."""
    cuts = statistics.quantiles(answers.seconds, n=20, method="inclusive")
    return round(statistics.median(answers.seconds) * 1000, 1), round(cuts[-1] * 1000, 1)


def measure(served: Served, signer: TokenSigner, url: str, asks: int) -> dict[str, object]:
    """Ask everything, first one after the other, then on eight connections."""
    who = WHO | {
        "citizen": Actor(
            subject=resident(1).account,
            roles=frozenset({Role.CITIZEN}),
            id_number=resident(1).id_number,
        )
    }
    report: dict[str, object] = {}
    for name, questions in asked(url).items():
        for what, question in questions.items():
            request = question.request(signer.issue("intake", who[name]))
            line, alone = Line(served.port), Answers()
            for turn in range(asks + 3):
                began = time.perf_counter()
                status = line.ask(request)
                if status >= _WRONG:
                    raise SystemExit(f"{name}: {what}: {status}")
                if turn >= 3:
                    alone.add(status, time.perf_counter() - began)
            line.close()
            eight = at_once(served.port, partial(bytes, request), lines=8, seconds=1.5)
            report[f"{name}: {what}"] = (*milliseconds(alone), *milliseconds(eight))
    return report


@contextmanager
def filled(dossiers: int, keys: Path, *, keep: bool) -> Iterator[str]:
    """Yield the name of a new database with so many dossiers; it goes at the end."""
    name = f"motcua_registry_{secrets.token_hex(4)}"
    with databases._administrator() as owner:
        template = sql.Identifier(databases._template(owner, "intake"))
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template)
        )
    ring = KeyRing.from_file(keys / "intake.master.json")
    office = Office(
        Database(databases._url_of(name), name="bench", statement_seconds=600.0),
        now=MONDAY,
        ring=ring,
    )
    began = time.monotonic()
    fill(office, dossiers)
    office.database.dispose()
    sys.stderr.write(f"{name}: {dossiers} dossiers in {time.monotonic() - began:.0f} s\n")
    try:
        yield name
    finally:
        if not keep:
            with databases._administrator() as owner:
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                owner.execute(drop)


def settings(folder: Path, keys: Path, url: str) -> dict[str, str]:
    """Return the environment of intake on that database."""
    return {
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_LOG_LEVEL": "WARNING",
        "MOTCUA_METRICS_DIR": str(folder / "metrics"),
        "MOTCUA_TRUSTED_KEYS_FILE": str(keys / "services.public.json"),
        "MOTCUA_PUBLIC_URL": "http://portal.example",
        "MOTCUA_INTAKE_SIGNING_KEY_FILE": str(keys / "intake.private.json"),
        "MOTCUA_INTAKE_MASTER_KEY_FILE": str(keys / "intake.master.json"),
        "MOTCUA_INTAKE_DATABASE_URL": url,
        "MOTCUA_INTAKE_OWNER_DATABASE_URL": url,
    }


def main() -> None:
    """Fill where nothing is given, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--asks", type=int, default=60)
    parser.add_argument("--database")
    parser.add_argument("--keys", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--only-fill", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        keys = given.keys or folder
        if not (keys / "intake.master.json").exists():
            keys.mkdir(parents=True, exist_ok=True)
            make_keys(keys, with_issuer=True)
        # The clock of the database stands still, so its tokens are of that instant.
        signer = TokenSigner.from_file("gateway", keys / "gateway.private.json", lambda: MONDAY)

        def served(name: str) -> None:
            url = databases._url_of(name)
            with under_gunicorn(
                "services.intake.wiring.service:app()",
                folder,
                settings(folder, keys, url),
                workers=2,
            ) as intake:
                report = measure(intake, signer, url, given.asks)
            sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n")

        if given.database:
            served(given.database)
        else:
            with filled(given.dossiers, keys, keep=given.keep or given.only_fill) as name:
                if not given.only_fill:
                    served(name)


if __name__ == "__main__":
    main()
