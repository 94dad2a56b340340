"""The whole suite as processes of the harness, on servers of its own, and what must hold of it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import urllib3

from chassis.management import quoted
from deploy.setup.ports import block
from deploy.setup.programs import suite_programs
from tests.chaos.fault_proxy import FaultProxy
from tests.chaos.journal import Journal
from tests.chaos.load import Load, Request
from tests.chaos.parts import Part, wait_for
from tests.chaos.servers import ROOT, Servers, dev

STATE = ROOT / ".local" / "chaos-suite"
SERVICES = ("intake", "routing", "notification", "reporting")
CLOCK = "2026-11-23T08:00+07:00"
PERIOD = "2026-Q4"
COMMUNE = "H56.14797"
PROCEDURE = "1.001193"
_POLL = 0.5


@dataclass(slots=True, kw_only=True)
class WholeSuite:
    """Servers, processes and one proxy before the broker for all four services."""

    servers: Servers
    proxy: FaultProxy
    journal: Journal
    parts: dict[str, Part] = field(default_factory=dict)
    before: int = 0

    @property
    def env(self) -> dict[str, str]:
        """Return the settings of this set-up."""
        return self.servers.env

    def start(self) -> None:
        """Start every process and wait until all are ready."""
        places = self.servers.places
        ports = block(int(self.env["MOTCUA_PORT_OFFSET"]))
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
        env = kept | self.env | {"PYTHONPATH": str(ROOT)} | self._bus_urls()
        for program in suite_programs(places, ports):
            role = program.command.partition(str(places.launcher))[2].split()
            command = [sys.executable, "-W", "ignore", "-m", "deploy.motcua", *role]
            log = STATE / "chaos-log" / f"{program.name}.log"
            part = Part(program.name, command, env=env, base=program.base or "", log=log)
            self.parts[program.name] = part
            part.start()
        for part in self.parts.values():
            part.wait_ready(240)

    def motcua(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the command line."""
        command = [sys.executable, "-W", "ignore", "-m", "deploy.motcua", *arguments]
        env = os.environ | self.env | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(  # noqa: S603 -- our own program
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=check
        )

    def token(self, *arguments: str) -> str:
        """Return an access token of the demonstration issuer."""
        return self.motcua("token", *arguments).stdout.strip().splitlines()[-1]

    def load(self, *, seed: int, **settings: Any) -> Load:
        """Return officers who file at the desk, which accepts at once and opens a case."""
        token = self.token("--role", "officer", "--agency", COMMUNE, "--sub", "chaos-officer")
        gateway = self.env["MOTCUA_GATEWAY_URL"]
        headers = {"Authorization": f"Bearer {token}"}
        example = _get(f"{gateway}/api/v1/procedures/{PROCEDURE}/example", headers)
        papers = [{"paper": paper["paper"], "seen": True} for paper in example["papers"]]
        at_desk = {"channel": "desk", "receiving_agency": COMMUNE, "papers": papers}
        body = json.dumps(example | at_desk).encode()
        request = Request(url=f"{gateway}/api/v1/dossiers", body=body, headers=headers)
        ((self.before,),) = self.rows("intake", "SELECT count(*) FROM dossier")

        def make(_chance: random.Random) -> Request:
            return request

        return Load(make=make, journal=self.journal, seed=seed, **settings)

    def rows(self, service: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read from the database of a service."""
        url = self.env[f"MOTCUA_{service.upper()}_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as connection:
            return connection.execute(sql, values or None).fetchall()

    def depths(self) -> dict[str, int]:
        """Return how many messages each queue holds."""
        vhost = urlsplit(self.env["MOTCUA_AMQP_URL"]).path.removeprefix("/")
        found = self.servers.management().get(f"/queues/{quoted(vhost)}") or []
        return {row["name"]: row["messages"] for row in found if row.get("messages")}

    def heal(self) -> None:
        """End every fault and wait until everything is ready."""
        self.proxy.set()
        for part in self.parts.values():
            part.signal(signal.SIGCONT)
        self.servers.wait_up("postgres")
        self.servers.wait_up("rabbitmq")
        for part in self.parts.values():
            part.wait_ready(240)

    def drain(self, acked: dict[str, str], seconds: float = 240.0) -> list[str]:
        """Wait until nothing is wrong or time is up; return what is wrong."""
        found: list[str] = []

        def is_clean() -> bool:
            nonlocal found
            found = faults(self, acked)
            return not found

        began = time.monotonic()
        wait_for(is_clean, seconds, _POLL)
        took = round(time.monotonic() - began, 1)
        self.journal.note("checked", faults=found, seconds=took)
        return found

    def reconcile(self) -> list[str]:
        """Let `motcua reconcile` judge what is older than a minute; return what it objects to."""
        done = self.motcua("reconcile", check=False)
        self.journal.note("reconciled", status=done.returncode, said=done.stdout[-4000:])
        if done.returncode == 0:
            return []
        return [f"reconcile: {done.stdout[-1000:]}{done.stderr[-500:]}"]

    def stop(self) -> None:
        """Stop every part, then the servers."""
        for part in self.parts.values():
            part.signal(signal.SIGCONT)
            part.stop(gently=False)
        dev("stop", state=STATE)

    def _bus_urls(self) -> dict[str, str]:
        urls = {}
        for service in SERVICES:
            key = f"MOTCUA_{service.upper()}_AMQP_URL"
            parts = urlsplit(self.env[key])
            place = f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{self.proxy.port}"
            urls[key] = urlunsplit(parts._replace(netloc=place))
        return urls


def _get(url: str, headers: dict[str, str]) -> Any:  # noqa: ANN401 -- any JSON value
    return urllib3.request("GET", url, headers=headers, timeout=20).json()


def faults(suite: WholeSuite, acked: dict[str, str]) -> list[str]:
    """Return every way in which the suite is not as it must be after all is done."""
    try:
        return [
            *_dossier_faults(suite, acked),
            *_copy_faults(suite),
            *_message_faults(suite),
            *_machinery_faults(suite),
            *_report_faults(suite),
        ]
    except (psycopg.OperationalError, urllib3.exceptions.HTTPError) as error:
        return [f"cannot look: {type(error).__name__}"]


def _dossier_faults(suite: WholeSuite, acked: dict[str, str]) -> Iterator[str]:
    codes = {code for (code,) in suite.rows("intake", "SELECT code FROM dossier")}
    if lost := set(acked.values()) - codes:
        yield f"{len(lost)} acknowledged dossiers lost, e.g. {min(lost)}"
    if len(set(acked.values())) != len(acked):
        yield "two filings were answered with one code"
    if (extra := len(codes) - suite.before - len(acked)) > 0:
        yield f"{extra} dossiers too many"
    numbers: dict[str, list[int]] = {}
    for code in codes:
        day, _, number = code.rpartition("-")
        numbers.setdefault(day, []).append(int(number))
    for day, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"numbers of {day} not dense"


def _copy_faults(suite: WholeSuite) -> Iterator[str]:
    accepted = Counter(
        code
        for (code,) in suite.rows("intake", "SELECT code FROM dossier WHERE accepted_at NOTNULL")
    )
    # Intake heard of the case: what is accepted is no longer received (2) but worked on (4).
    begun = Counter(
        code for (code,) in suite.rows("intake", "SELECT code FROM dossier WHERE status >= 4")
    )
    cases = Counter(code for (code,) in suite.rows("routing", 'SELECT dossier FROM "case"'))
    facts = Counter(
        code
        for (code,) in suite.rows("reporting", "SELECT dossier FROM fact WHERE kind = 'accepted'")
    )
    for name, found in (
        ("case", cases),
        ("accepted fact", facts),
        ("case heard of", begun),
    ):
        if found != accepted:
            missing, extra = accepted - found, found - accepted
            yield f"{name}: {missing.total()} missing, {extra.total()} too many"


def _message_faults(suite: WholeSuite) -> Iterator[str]:
    unsettled = suite.rows(
        "notification",
        "SELECT status, count(*) FROM message"
        " WHERE status NOT IN ('accepted', 'delivered', 'failed', 'undeliverable')"
        " AND not_before IS NULL"
        " GROUP BY status",
    )
    if unsettled:
        yield f"messages not settled: {dict(unsettled)}"
    doubled = suite.rows(
        "notification",
        "SELECT event_id FROM message GROUP BY event_id, template, channel HAVING count(*) > 1",
    )
    if doubled:
        yield f"{len(doubled)} messages doubled"
    dossiers = suite.rows("intake", "SELECT count(*) FROM dossier")
    told = suite.rows("notification", "SELECT count(DISTINCT dossier) FROM message")
    if told != dossiers:
        yield f"{told[0][0]} of {dossiers[0][0]} dossiers have a message"


def _machinery_faults(suite: WholeSuite) -> Iterator[str]:
    for service in SERVICES:
        left = suite.rows(
            service,
            "SELECT status, count(*) FROM inbox WHERE status <> 'done' GROUP BY status",
        )
        if left:
            yield f"{service}: inbox holds {dict(left)}"
        ((unsent,),) = suite.rows(service, "SELECT count(*) FROM outbox")
        if unsent:
            yield f"{service}: {unsent} unsent"
        holes = suite.rows(
            service,
            "SELECT subject FROM event_log GROUP BY subject HAVING count(*) <> max(sequence)",
        )
        if holes:
            yield f"{service}: {len(holes)} subjects with holes in their sequence"
    if depths := suite.depths():
        yield f"queues hold {depths}"


def _report_faults(suite: WholeSuite) -> Iterator[str]:
    token = suite.token("--role", "supervisor", "--agency", "H56")
    url = f"{suite.env['MOTCUA_GATEWAY_URL']}/api/v1/reports/kstt-06?period={PERIOD}"
    report = _get(url, {"Authorization": f"Bearer {token}"})
    total = report.get("total")
    if total is None:
        yield f"no report: {report.get('type')}"
        return
    received = total["received"]["total"]
    ((accepted,),) = suite.rows(
        "intake", "SELECT count(*) FROM dossier WHERE accepted_at IS NOT NULL"
    )
    if received != accepted:
        yield f"form 06 counts {received} received, intake {accepted}"
    if received != total["resolved"]["total"] + total["pending"]["total"]:
        yield "form 06 does not add up"
