"""What one filing costs: `python -m tests.benchmarks.filing_cost [online|desk …]`.

One process calls intake's application as gunicorn does, one filing after the other, with the bare
endpoint in turn: CPU of this process and of the database's, round trips. CPU counts
because it stands when the machine is busy; the tenth percentile stands best. `--profile` writes
what cProfile saw; `--present` takes the PostgreSQL that is there.
"""

from __future__ import annotations

import cProfile
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import click
import orjson
import psycopg
from flask import Flask
from joserfc.jwk import KeySet, OKPKey

from chassis import logging
from chassis.auth import TokenSigner, TokenVerifier
from chassis.clock import machine_clock
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.testing.databases import cloned_database
from deploy.table import aligned
from kernel.rights import Actor, Role
from services.intake.catalogue.api.package import read_package
from services.intake.wiring.catalogue import publish
from services.intake.wiring.parts import Parts
from services.intake.wiring.service import app_of
from tests.benchmarks import gateway_apps
from tests.benchmarks.database_trips import trips
from tests.benchmarks.gateway_place import COMMUNES, private_servers
from tests.integration.gateway.processes import ROOT

_WAYS = ("online", "desk")
_PROCEDURE = "1.001193"
_WARM = 60
_CREATED = "201"


@dataclass(slots=True)
class Costs:
    """Microseconds of each filing."""

    python: list[float] = field(default_factory=list)
    postgres: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """An application, how to ask it, and the database it writes to."""

    app: Flask
    environs: Iterator[dict[str, Any]]
    backends: Callable[[], float]

    def file(self, environ: dict[str, Any] | None = None) -> None:
        """File once."""
        told: list[str] = []
        body: list[bytes] = []

        def start(status: str, _headers: object, _error: object = None) -> Callable[..., object]:
            told.append(status)
            return body.append

        body.extend(self.app.wsgi_app(environ or next(self.environs), start))
        if not told[0].startswith(_CREATED):
            raise click.ClickException(f"{told[0]}: {b''.join(body).decode()}")

    def measure(self, costs: Costs) -> None:
        """File once, and note what it cost."""
        environ = next(self.environs)
        before = self.backends()
        began, cpu = time.perf_counter(), time.process_time_ns()
        self.file(environ)
        costs.python.append((time.process_time_ns() - cpu) / 1e3)
        costs.wall.append((time.perf_counter() - began) * 1e6)
        costs.postgres.append((self.backends() - before) / 1e3)


@click.command()
@click.argument("ways", nargs=-1, type=click.Choice(_WAYS))
@click.option("--filings", default=300, show_default=True, help="Of each way.")
@click.option("--present", is_flag=True, help="Use the PostgreSQL that is there.")
@click.option("--profile", type=click.Path(path_type=Path), help="Write cProfile's stats here.")
def main(ways: Sequence[str], *, filings: int, present: bool, profile: Path | None) -> None:
    """Measure what filings cost beside the bare endpoint."""
    with ExitStack() as stack:
        if not present:
            stack.enter_context(private_servers())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with redirect_stdout(stack.enter_context((folder / "log").open("w"))):
            logging.configure("intake.api")
        database = Database(stack.enter_context(cloned_database("intake")), name="filing cost")
        stack.callback(database.dispose)
        bare_url = stack.enter_context(cloned_database(None))
        doors = {"bare": _bare(bare_url)} | _doors(database, ways or _WAYS)
        for door in doors.values():
            for _ in range(_WARM):
                door.file()
        if profile is not None:
            _profile([door for name, door in doors.items() if name != "bare"], filings, profile)
            return
        seen = {name: _trips(database, door) for name, door in doors.items()}
        found = {name: Costs() for name in doors}
        for _ in range(filings):
            for name, door in doors.items():
                door.measure(found[name])
    _show(found, seen)


def _doors(database: Database, ways: Sequence[str]) -> dict[str, Door]:
    parts = Parts(
        database=database,
        clock=machine_clock,
        one_box=True,
        ring=KeyRing(current="k1", keys={"k1": new_data_key()}),
        public_url="http://portal.example",
    )
    package = read_package(ROOT / "catalogue").package
    publish(package, parts)
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
    keys = KeySet([OKPKey.import_key(key.as_dict(private=False))])
    app = app_of(parts, TokenVerifier("intake", keys, machine_clock))
    signer = TokenSigner("gateway", key, machine_clock)
    examples = {one.code: dict(one.example or {}) for one, _ in package.procedures}
    return {
        way: Door(
            app=app,
            environs=_environs(examples[_PROCEDURE], way, signer),
            backends=_cpu_of_backends(database.url.replace("+psycopg", "")),
        )
        for way in ways
    }


def _bare(url: str) -> Door:
    os.environ["BARE_URL"] = url
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE bare (id bigserial PRIMARY KEY, body jsonb, at timestamptz)"
        )
    body = orjson.dumps({"form": {"name": "Nguyễn Thị Ế"}, "filler": "x" * 850})
    environs = (_environ(body, {}) for _ in cycle([None]))
    return Door(app=gateway_apps.bare(), environs=environs, backends=_cpu_of_backends(url))


def _environs(example: dict[str, Any], way: str, signer: TokenSigner) -> Iterator[dict[str, Any]]:
    for number, commune in enumerate(cycle(COMMUNES)):
        agency = f"H56.{commune}"
        body = example | {"receiving_agency": agency, "channel": way}
        # The same matter filed twice is refused.
        child = body["form"]["child"] | {"name": f"Nguyễn Văn Mẫu {way} {number}"}
        body["form"] = body["form"] | {"child": child}
        actor = Actor(subject="citizen-1", roles=frozenset({Role.CITIZEN}))
        if way == "desk":
            body["papers"] = [{"paper": one["paper"], "seen": True} for one in body["papers"]]
            actor = Actor(
                subject="officer-1", roles=frozenset({Role.OFFICER}), agency=agency, name="Lê An"
            )
        token = signer.issue("intake", actor)
        yield _environ(orjson.dumps(body), {"Authorization": f"Bearer {token}"})


def _environ(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Return a request as gunicorn hands it over."""
    headers = headers | {
        "Host": "127.0.0.1:8101",
        "Idempotency-Key": str(new_id()),
        "X-Request-Id": str(new_id()),
        "X-Time-Left-Ms": "9000",
    }
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/dossiers",
        "RAW_URI": "/dossiers",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8101",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}


def _cpu_of_backends(url: str) -> Callable[[], float]:
    """Return what tells the nanoseconds that this database's backends were on a processor."""
    with psycopg.connect(url) as connection:
        wanted = connection.execute("SELECT current_database()").fetchone()
    name = wanted[0] if wanted else ""
    watch = psycopg.connect(url, autocommit=True)
    files: list[Path] = []

    def read() -> float:
        if not files:
            rows = watch.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
            files.extend(Path(f"/proc/{row[0]}/schedstat") for row in rows)
        return sum(float(file.read_text().split()[0]) for file in files)

    return read


def _trips(database: Database, door: Door) -> int:
    """Return how often a filing waits for the database, once what is remembered is there."""
    counts = []
    for _ in range(3):
        with trips(database) as seen:
            door.file()
        counts.append(len(seen))
    return min(counts)


def _profile(doors: Sequence[Door], filings: int, file: Path) -> None:
    profiler = cProfile.Profile(time.process_time)
    for _ in range(filings):
        for door in doors:
            profiler.runcall(door.file)
    profiler.dump_stats(file)


def _show(found: dict[str, Costs], waits: dict[str, int]) -> None:
    heads = ["µs a filing", "trips", "Python p10", "p50", "PostgreSQL p10", "p50", "ms p50"]
    lines = []
    for name, costs in found.items():
        line = [name, str(waits[name] or 1)]
        for values in (costs.python, costs.postgres):
            line.append(f"{statistics.quantiles(values, n=10)[0]:.0f}")
            line.append(f"{statistics.median(values):.0f}")
        line.append(f"{statistics.median(costs.wall) / 1000:.2f}")
        lines.append(line)
    click.echo(aligned(heads, lines, right=tuple(heads[1:])))
    click.echo(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
