"""The miniature as running processes on the servers of chaos, and what must hold of it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from chassis.management import quoted
from chassis.testing.brokers import Vhost, fresh_vhost
from chassis.testing.databases import cloned_database
from tests.chaos.journal import Journal
from tests.chaos.load import Load, Request
from tests.chaos.miniature import SCHEMA
from tests.chaos.parts import Part, free_port, wait_for
from tests.chaos.servers import ROOT, STATE, Servers

SERVICES = ("intake", "routing", "reporting")
STEPS = 3
_POLL = 0.2


@dataclass(slots=True, kw_only=True)
class SmallSuite:
    """Databases, vhost and processes of one miniature."""

    servers: Servers
    vhost: Vhost
    urls: dict[str, str]
    journal: Journal
    parts: dict[str, Part] = field(default_factory=dict)

    def add_part(self, name: str, service: str, **environment: str) -> Part:
        """Make the part `name` of a service; `…-api` is its HTTP side. Nothing starts yet."""
        port = free_port()
        is_api = name.endswith("-api")
        program = ["-m", "tests.chaos.miniature", service]
        if is_api:
            application = "tests.chaos.miniature:app()"
            program = ["-m", "gunicorn", "--config", "python:chassis.gunicorn", application]
        part = Part(
            name,
            [sys.executable, "-W", "ignore", *program],
            env=self._environment(service, name, port) | environment,
            base=f"http://127.0.0.1:{port}",
            log=STATE / "miniature" / self.vhost.name / f"{name}.log",
        )
        self.parts[name] = part
        return part

    def start(self, **environment: str) -> None:
        """Start the usual four parts and wait until they are ready."""
        names = ["intake-api", *(f"{service}-background" for service in SERVICES)]
        for name in names:
            self.add_part(name, name.partition("-")[0], **environment).start()
        for name in names:
            self.parts[name].wait_ready()

    def load(self, *, seed: int, methods: Sequence[str] = (), **settings: Any) -> Load:
        """Return clients of the filing API."""
        base = self.parts["intake-api"].base
        said = list(methods) or ["desk"] * STEPS

        def make(chance: random.Random) -> Request:
            document = {"agency": f"H56.{chance.randint(1, 3)}", "methods": said}
            return Request(
                url=f"{base}/filings",
                body=json.dumps(document).encode(),
                headers={"Authorization": "Bearer anybody"},
            )

        return Load(make=make, journal=self.journal, seed=seed, **settings)

    def rows(self, service: str, sql: str) -> list[tuple[Any, ...]]:
        """Read from the database of a service, as the administrator."""
        with psycopg.connect(self.urls[service], autocommit=True) as connection:
            return connection.execute(sql).fetchall()

    def depths(self) -> dict[str, int]:
        """Return how many messages each queue holds that somebody listens to."""
        found = self.servers.management().get(f"/queues/{quoted(self.vhost.name)}") or []
        wanted = {f"{service}.{kind}" for service in SERVICES for kind in ("events", "dead")}
        return {
            row["name"]: row.get("messages", 0)
            for row in found
            if row["name"] in wanted and row.get("messages", 0)
        }

    def drain(
        self, acked: dict[str, str], seconds: float = 120.0, *, parked: int = 0
    ) -> list[str]:
        """Wait until nothing is wrong or time is up; return what is wrong."""
        found: list[str] = []

        def is_clean() -> bool:
            nonlocal found
            found = faults(self, acked, parked=parked)
            return not found

        wait_for(is_clean, seconds, _POLL)
        self.journal.note("checked", faults=found)
        return found

    def stop(self) -> None:
        """Stop every part."""
        for part in self.parts.values():
            part.stop(gently=False)

    def _environment(self, service: str, name: str, port: int) -> dict[str, str]:
        own = {
            "MOTCUA_ENVIRONMENT": "onebox",
            "PYTHONPATH": str(ROOT),
            "CHAOS_DATABASE_URL": self.urls[service],
            "CHAOS_AMQP_URL": self.vhost.url_of(f"{self.vhost.name}-{service}"),
            "CHAOS_BIND": f"127.0.0.1:{port}",
        }
        owners = {f"CHAOS_{owner.upper()}_DATABASE_URL": url for owner, url in self.urls.items()}
        metrics = STATE / "miniature" / self.vhost.name / f"metrics-{name}"
        if name.endswith("-api"):
            metrics.mkdir(parents=True, exist_ok=True)
            own |= {
                "MOTCUA_GUNICORN_BIND": f"127.0.0.1:{port}",
                "MOTCUA_GUNICORN_THREADS": "8",
                "PROMETHEUS_MULTIPROC_DIR": str(metrics),
            }
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
        return kept | own | owners


def faults(suite: SmallSuite, acked: dict[str, str], *, parked: int = 0) -> list[str]:
    """Return every way in which the miniature is not as it must be after all is done."""
    try:
        return [
            *_filing_faults(suite, acked),
            *_effect_faults(suite),
            *_machinery_faults(suite, parked),
        ]
    except psycopg.OperationalError as error:
        return [f"database: {type(error).__name__}"]


def _filing_faults(suite: SmallSuite, acked: dict[str, str]) -> Iterator[str]:
    filed = suite.rows("intake", "SELECT key, code FROM filing")
    counts = Counter(key for key, _ in filed)
    code_of = dict(filed)
    lost = [key for key, code in acked.items() if code_of.get(key) != code]
    if lost:
        yield f"{len(lost)} acknowledged filings lost or changed, e.g. {lost[0]}"
    if doubled := [key for key, times in counts.items() if times > 1]:
        yield f"{len(doubled)} filings doubled, e.g. {doubled[0]}"
    holes = suite.rows(
        "intake",
        "SELECT agency FROM filing GROUP BY agency"
        " HAVING count(DISTINCT number) <> max(number) OR count(*) <> max(number)",
    )
    if holes:
        yield f"numbers not dense: {holes}"


def _effect_faults(suite: SmallSuite) -> Iterator[str]:
    steps = dict(suite.rows("intake", "SELECT code, max(steps) FROM filing GROUP BY code"))
    once = Counter(dict.fromkeys(steps, 1))
    for service, table in (("routing", "opened"), ("intake", "progress")):
        found = Counter(code for (code,) in suite.rows(service, f"SELECT code FROM {table}"))  # noqa: S608 -- our own names
        if found != once:
            yield _difference(f"{service}.{table}", once, found)
    wanted = Counter({code: count + 1 for code, count in steps.items()})
    facts = Counter(code for (code,) in suite.rows("reporting", "SELECT code FROM fact"))
    if facts != wanted:
        yield _difference("reporting.fact", wanted, facts)
    copies = {code: (last, chain) for code, last, chain in suite.rows("routing", "TABLE copy")}
    right = {code: (count, chain_of(count)) for code, count in steps.items()}
    if copies != right:
        divergent = sum(copies.get(code) != value for code, value in right.items())
        yield f"{divergent} divergent copies"


def _difference(name: str, wanted: Counter[str], found: Counter[str]) -> str:
    missing, extra = wanted - found, found - wanted
    return f"{name}: {missing.total()} missing, {extra.total()} too many"


def _machinery_faults(suite: SmallSuite, parked: int) -> Iterator[str]:
    for service in SERVICES:
        rows = suite.rows(
            service,
            "SELECT status, count(*) FROM inbox WHERE status <> 'done' GROUP BY status",
        )
        left = dict(rows)
        if left != ({"parked": parked} if parked and service == "routing" else {}):
            yield f"{service}: inbox holds {left}"
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


def chain_of(count: int) -> str:
    """Return the digest a copy must carry after the events 1 to `count`, each once, in order."""
    chain = ""
    for sequence in range(1, count + 1):
        chain = hashlib.md5((chain + str(sequence)).encode()).hexdigest()  # noqa: S324 -- no secret
    return chain


@contextmanager
def small_suite(servers: Servers, journal: Journal) -> Iterator[SmallSuite]:
    """Yield a fresh miniature, not started; its databases and vhost go at the end."""
    with ExitStack() as stack:
        vhost = stack.enter_context(fresh_vhost())
        vhost.with_users()
        urls = {service: stack.enter_context(cloned_database(None)) for service in SERVICES}
        for url in urls.values():
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(SCHEMA)
        suite = SmallSuite(servers=servers, vhost=vhost, urls=urls, journal=journal)
        stack.callback(suite.stop)
        yield suite


def journal_for(name: str, seed: int) -> Journal:
    """Return the journal of a scenario, kept under the state folder of chaos."""
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in name)
    return Journal(Path(STATE) / "journals" / f"{safe}-{seed}.jsonl", seed=seed)
