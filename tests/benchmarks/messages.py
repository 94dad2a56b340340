"""From an event committed at intake to a mail the provider has taken: rate, cost, delay, outage.

`python -m tests.benchmarks.messages [--messages 2000] [--idle 200] [--outage 200] [--away 60]
[--dispatchers 1]`, on the servers of this checkout (`deploy/dev.py servers`). Intake's outbox, its
relay, RabbitMQ, notification's background process and a mail server are real; the contacts of the
dossiers and their keys lie sealed in notification already, as after a first letter. The provider
is away for so many seconds. Every round checks that each citizen was written to exactly once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from chassis.clock import machine_clock
from chassis.crypto import new_data_key, seal
from chassis.db import Database
from chassis.outbox_batch import add_all
from chassis.testing.brokers import fresh_vhost
from chassis.testing.databases import cloned_database
from contracts.events.clock import DossierReplanned
from services.notification.people.store.sealed import seal_context, wrap_context
from tests.benchmarks.consumer import _cpu_seconds
from tests.benchmarks.mail_server import MailServer
from tests.benchmarks.messages_ours import ring
from tests.benchmarks.place import ROOT, WrongOutcomeError

_AT = datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
AGENCY, PROCEDURE = "H56.14797", "1.001193"
_PORTION = 1000
_LOOK_SECONDS = 0.05
_SILENT_SECONDS = 120.0


@dataclass
class Provider(MailServer):
    """A mail server that can be waited for."""

    def wait(self, count: int) -> None:
        """Wait until so many mails were taken, each for somebody else."""
        before, moved_at = len(self.taken), time.monotonic()
        while len(self.taken) < count:
            time.sleep(_LOOK_SECONDS)
            if len(self.taken) > before:
                before, moved_at = len(self.taken), time.monotonic()
            if time.monotonic() - moved_at > _SILENT_SECONDS:
                raise WrongOutcomeError(f"{before} of {count} messages taken")
        twice = [who for who, times in Counter(who for who, _ in self.taken).items() if times > 1]
        if len(self.taken) > count or twice:
            raise WrongOutcomeError(f"{len(self.taken)} for {count}, {len(twice)} twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Notification at work between an outbox of intake and a provider."""

    provider: Provider
    processes: Sequence[subprocess.Popen[bytes]]

    def cpu(self) -> float:
        """Return the processor seconds our processes have spent."""
        return sum(_cpu_seconds(process.pid) for process in self.processes)


def know(url: str, dossiers: Sequence[tuple[str, int]], names: Sequence[tuple[str, str]]) -> None:
    """Enter addressees as a first letter leaves them, how far each was heard, and names.

    `dossiers` are (code, last sequence heard); `names` are (agency, procedure).
    """
    database, master = Database(url, name="bench", statement_seconds=600.0), ring()
    with database.transaction() as tx:
        for agency, procedure in names:
            tx.exec_driver_sql(_NAME_AGENCY, (agency,))
            tx.exec_driver_sql(_NAME_PROCEDURE, (procedure,))
    for start in range(0, len(dossiers), _PORTION):
        rows = []
        for code, last in dossiers[start : start + _PORTION]:
            key = new_data_key()
            contact = orjson.dumps({"name": "Nguyễn Thị Ế", "email": f"{code}@example.vn"})
            sealed = seal(key, contact, context=seal_context(code))
            wrapped = master.wrap(key, context=wrap_context(code))
            rows.append((code, last, sealed, wrapped, master.email_index(f"{code}@example.vn")))
        columns = tuple(list(column) for column in zip(*rows, strict=True))
        with database.transaction() as tx:
            tx.exec_driver_sql(_KNOW, columns)
    database.dispose()


_NAME_AGENCY = "INSERT INTO agency VALUES (%s, 'UBND xã') ON CONFLICT DO NOTHING"
_NAME_PROCEDURE = "INSERT INTO procedure VALUES (%s, 'Khai sinh') ON CONFLICT DO NOTHING"
_KNOW = """
    WITH one AS (SELECT * FROM unnest(
        %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[]
    ) AS one (code, last, sealed, wrapped, contact_index)),
    heard AS (INSERT INTO gate SELECT 'notification', 'intake', 'dossier/' || code, last FROM one),
    kept AS (INSERT INTO contact_key SELECT code, wrapped FROM one)
    INSERT INTO addressee (dossier, language, key_id, ciphertext, contact_index)
    SELECT code, 'vi', code, sealed, contact_index FROM one
"""


@contextmanager
def at_work(speaking_url: str, own_url: str, *, dispatchers: int) -> Iterator[Post]:
    """Yield notification and intake's relay, running on these databases."""
    provider = Provider()
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "BENCHMARK_AMQP_URL": stack.enter_context(fresh_vhost()).amqp_url,
            "BENCHMARK_SPEAKING_URL": speaking_url,
            "BENCHMARK_DATABASE_URL": own_url,
            "BENCHMARK_SMTP_PORT": str(provider.port),
            "BENCHMARK_DISPATCHERS": str(dispatchers),
        }
        provider.start()
        stack.callback(provider.stop)
        processes = [
            stack.enter_context(process(role, environment)) for role in ("notification", "relay")
        ]
        yield Post(provider=provider, processes=processes)


@contextmanager
def process(role: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process of ours; it is ended afterwards."""
    program = [sys.executable, "-m", "tests.benchmarks.messages_ours", role]
    started = subprocess.Popen(program, cwd=ROOT, env=environment)  # noqa: S603 -- ours
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def say(speaking: Database, codes: Sequence[str]) -> None:
    """Commit at intake that a notice moved the dates of these dossiers."""
    events = [
        DossierReplanned(
            code=code,
            procedure=PROCEDURE,
            receiving_agency=AGENCY,
            competent_agency=AGENCY,
            clock="term",
            old_at=_AT,
            new_at=_AT + timedelta(days=1),
            provisional=False,
            calendar="vn",
            calendar_version=3,
            ground="12729/VPCP-KGVX",
            replanned_at=_AT,
        )
        for code in codes
    ]
    with speaking.transaction() as tx:
        add_all(tx, events, time=machine_clock())


def bare(own_url: str, count: int) -> dict[str, object]:
    """Measure the least a message needs, in a process of its own."""
    provider = Provider()
    provider.start()
    environment = {
        **os.environ,
        "BENCHMARK_DATABASE_URL": own_url,
        "BENCHMARK_SMTP_PORT": str(provider.port),
        "BENCHMARK_MESSAGES": str(count),
    }
    with process("bare", environment):
        provider.wait(count)
    provider.stop()
    return {"messages/s": _rate(provider.taken, 0)}


def _rate(taken: Sequence[tuple[str, float]], first: int) -> int:
    instants = [at for _, at in taken[first:]]
    return round((len(instants) - 1) / (instants[-1] - instants[0]))


def burst(post: Post, speaking: Database, codes: Sequence[str]) -> dict[str, object]:
    """Commit all at once, and return rate and processor time a message."""
    first, spent, begun = len(post.provider.taken), post.cpu(), time.perf_counter()
    for start in range(0, len(codes), _PORTION):
        say(speaking, codes[start : start + _PORTION])
    post.provider.wait(first + len(codes))
    seconds = post.provider.taken[-1][1] - begun
    cost = (post.cpu() - spent) * 1000 / len(codes)
    return {"messages/s": round(len(codes) / seconds), "CPU ms a message": round(cost, 2)}


def idle(post: Post, speaking: Database, codes: Sequence[str]) -> dict[str, object]:
    """Commit one now and then; return the milliseconds until the provider has it."""
    said = {}
    first = len(post.provider.taken)
    for number, code in enumerate(codes, first + 1):
        say(speaking, [code])
        said[f"{code}@example.vn"] = time.perf_counter()
        post.provider.wait(number)
    waits = [(at - said[who]) * 1000 for who, at in post.provider.taken[first:]]
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return {"p50 ms": round(cuts[49], 1), "p99 ms": round(cuts[98], 1)}


def outage(post: Post, speaking: Database, codes: Sequence[str], away: float) -> dict[str, object]:
    """Take the provider away, commit, bring it back; return seconds from its return."""
    first = len(post.provider.taken)
    post.provider.stop()
    for code in codes:
        say(speaking, [code])
        time.sleep(away / len(codes))
    back = time.perf_counter()
    post.provider.start()
    post.provider.wait(first + len(codes))
    waits = [at - back for _, at in post.provider.taken[first:]]
    return {
        "away s": away,
        "first s": round(min(waits), 1),
        "p95 s": round(statistics.quantiles(waits, n=20, method="inclusive")[18], 1),
    }


def main() -> None:
    """Measure in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    counts = {"messages": 2000, "idle": 200, "outage": 200, "dispatchers": 1, "away": 60}
    for name, count in counts.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    given = parser.parse_args()
    os.environ["BENCHMARK_KEY"] = new_data_key().hex()
    total = given.idle + given.messages + given.outage + 1
    codes = [f"H56.14797-251215-{number:06d}" for number in range(1, total + 1)]
    with ExitStack() as stack:
        speaking_url = stack.enter_context(cloned_database("intake"))
        own_url = stack.enter_context(cloned_database("notification"))
        know(own_url, [(code, 0) for code in codes], [(AGENCY, PROCEDURE)])
        report: dict[str, object] = {"bare": bare(own_url, given.messages)}
        speaking = Database(speaking_url, name="bench")
        stack.callback(speaking.dispose)
        with at_work(speaking_url, own_url, dispatchers=given.dispatchers) as post:
            say(speaking, [codes.pop()])
            post.provider.wait(1)
            report["idle"] = idle(post, speaking, [codes.pop() for _ in range(given.idle)])
            burst_codes = [codes.pop() for _ in range(given.messages)]
            report["burst"] = burst(post, speaking, burst_codes)
            report["outage"] = outage(post, speaking, codes, given.away)
    sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
