"""Officers at work on so many open cases: worklists and acts through the gateway.

`python -m tests.benchmarks.routing [--cases 50000] [--officers 200] [--seconds 120]` fills a
database of its own on servers of its own (a minute), serves routing and the gateway under gunicorn
with routing's background process (relay, consumer, timers) on RabbitMQ, and lets every officer
read a worklist and do one act every ten seconds. `--servers` takes those of the environment.
The other services are not there: what they do with each event is not in these figures.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

import orjson
import urllib3

from chassis.clock import machine_clock
from chassis.db import Database
from chassis.testing.brokers import fresh_vhost
from chassis.testing.databases import cloned_database
from deploy.keys import make_keys
from deploy.onebox.access_token import DemonstrationIssuer, Holder
from tests.benchmarks.gateway_place import cpu_seconds, private_servers
from tests.benchmarks.routing_fill import APPROVERS, OFFICERS, codes, fill
from tests.benchmarks.routing_officers import Officer, Worked, work
from tests.integration.gateway.processes import ROOT, Served, free_port, under_gunicorn

_SHED = re.compile(r'motcua_gateway_shed_total\{reason="(\w+)",service="routing"\} (\S+)')
_ISSUER = "http://issuer.test"
_DAY = 24 * 3600
_APPS = "tests.benchmarks.gateway_apps"
_SERVICES = ("intake", "routing", "notification", "reporting", "gateway")


def staff(agencies: int, number: int, issuer: DemonstrationIssuer) -> list[Officer]:
    """Return so many officers with their tokens, agency by agency: who decides, who appraises."""
    ranks = [("officer", place) for place in range(1, OFFICERS + 1)]
    ranks += [("approver", place) for place in range(1, APPROVERS + 1)]
    found = []
    for place in range(number):
        role, rank = ranks[place // agencies % len(ranks)]
        code = codes(agencies)[place % agencies]
        holder = Holder(subject=f"{role}-{rank}-{code}", roles=(role,), about={"agency": code})
        token = issuer.issue(holder, now=machine_clock(), seconds=_DAY)
        found.append(Officer(subject=holder.subject, token=token))
    return found


def settings(folder: Path, urls: Mapping[str, str], amqp_url: str) -> dict[str, str]:
    """Return the environment of all processes."""
    made = {
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_LOG_LEVEL": "WARNING",
        "MOTCUA_METRICS_DIR": str(folder / "metrics"),
        "MOTCUA_TRUSTED_KEYS_FILE": str(folder / "services.public.json"),
        "MOTCUA_OIDC_ISSUER": _ISSUER,
        "MOTCUA_GATEWAY_LIMITS_FACTOR": "1000",
        "MOTCUA_ISSUER_KEY_FILE": str(folder / "issuer.private.json"),
        "MOTCUA_AMQP_URL": amqp_url,
    }
    for part in _SERVICES:
        own = f"MOTCUA_{part.upper()}"
        made[f"{own}_SIGNING_KEY_FILE"] = str(folder / f"{part}.private.json")
        made[f"{own}_MASTER_KEY_FILE"] = str(folder / f"{part}.master.json")
        made[f"{own}_URL"] = "http://127.0.0.1:1"
        made[f"{own}_AMQP_URL"] = amqp_url
        made[f"{own}_DATABASE_URL"] = urls.get(part, urls["gateway"])
        made[f"{own}_OWNER_DATABASE_URL"] = made[f"{own}_DATABASE_URL"]
    return made


@contextmanager
def background(environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """Run routing's background process; yield its id."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    own = {
        "PYTHONPATH": str(ROOT),
        "MOTCUA_ROUTING_BACKGROUND_BIND": f"127.0.0.1:{free_port()}",
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.motcua", "routing", "background"],
        cwd=ROOT,
        env=kept | dict(environment) | own,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        if process.poll() is not None:
            raise SystemExit(f"routing's background process ended with {process.returncode}")
        process.terminate()
        process.wait(60)


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the worst."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    picked = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "worst": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in picked.items()}


def report(worked: Worked, taken: float, load: float) -> dict[str, object]:
    """Return what officers saw."""
    return {
        "worklists": len(worked.reads),
        "worklist ms": milliseconds(worked.reads),
        "acts": len(worked.acts),
        "act ms": milliseconds(worked.acts),
        "statuses": dict(worked.statuses),
        "done": dict(worked.done),
        "began late, ms": milliseconds(worked.lags),
        "CPU seconds of gateway and routing": round(taken, 1),
        "load average": round(load, 1),
    }


def shed(url: str) -> dict[str, float]:
    """Return how many requests the gateway answered 503 by itself, by reason."""
    told = urllib3.request("GET", f"{url}/metrics").data.decode()
    return {reason: float(times) for reason, times in _SHED.findall(told)}


def measure(stack: ExitStack, given: argparse.Namespace) -> dict[str, object]:
    """Fill, serve, let officers work."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    make_keys(folder, with_issuer=True)
    urls = {name: stack.enter_context(cloned_database(name)) for name in ("routing", "gateway")}
    began = time.monotonic()
    database = Database(urls["routing"], name="bench", statement_seconds=3600.0)
    fill(database, given.cases, given.agencies)
    database.dispose()
    filled = time.monotonic() - began
    environment = settings(folder, urls, stack.enter_context(fresh_vhost()).amqp_url)

    def served(app: str, workers: int, threads: int, **more: str) -> Served:
        own = environment | more
        return stack.enter_context(
            under_gunicorn(app, folder, own, workers=workers, threads=threads)
        )

    routing = served("services.routing.wiring:app()", 2, 4)
    keys = served(f"{_APPS}:keys()", 1, 1)
    gateway = served(
        "gateway.wiring:app()",
        1,
        32,
        MOTCUA_ROUTING_URL=routing.url,
        MOTCUA_OIDC_JWKS_URL=f"{keys.url}/jwks",
    )
    stack.enter_context(background(environment, folder))
    issuer = DemonstrationIssuer.from_file(_ISSUER, "motcua", folder / "issuer.private.json")
    people = staff(given.agencies, given.officers, issuer)
    used = cpu_seconds(routing, gateway)
    worked = work(gateway.port, people, seconds=given.seconds)
    taken = cpu_seconds(routing, gateway) - used
    size = {"open cases": given.cases, "officers": given.officers, "filled in, s": round(filled)}
    turned_away = {"turned away at the door": shed(gateway.url)}
    return size | report(worked, taken, os.getloadavg()[0]) | turned_away


def main() -> None:
    """Measure once, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--agencies", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--servers", action="store_true", help="those of the environment")
    given = parser.parse_args()
    with nullcontext() if given.servers else private_servers(), ExitStack() as stack:
        found = measure(stack, given)
    sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
