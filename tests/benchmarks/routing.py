"""Officers at work on so many open cases: worklists and acts through the gateway.

`python -m tests.benchmarks.routing [--cases 50000] [--officers 200] [--seconds 120]` starts the
whole suite as `dev.py run` does (each API one worker, a background process a service, the
simulators, servers of its own), leads some dossiers to where open ones stand, copies their rows
in all databases (`suite_fill`) and lets every officer read a worklist and do one act every ten
seconds. Then it waits until everybody has heard everything, and counts. `--alone` lets the same
officers work first with gateway, routing and the servers only, and gives the ratio;
`--reconcile` compares the books of all services at the end (small numbers; minutes otherwise).
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import urllib3

from chassis.clock import machine_clock
from deploy.onebox.access_token import DemonstrationIssuer
from kernel.clock import VIETNAM
from tests.benchmarks.routing_officers import Officer, Worked, work
from tests.benchmarks.suite_counts import counts, since
from tests.benchmarks.suite_fill import Plan, fill
from tests.benchmarks.suite_models import APPROVERS, COMMUNE, OFFICERS, Desk, enter_officers, lead
from tests.benchmarks.suite_place import SuitePlace, suite_place

_SHED = re.compile(r'motcua_gateway_shed_total\{reason="(\w+)",service="(\w+)"\} (\S+)')
_COMMUNES = """
    SELECT code FROM agency WHERE kind = 'commune' AND valid_to IS NULL AND code <> %s
        AND NOT EXISTS (SELECT FROM dossier_counter WHERE agency = code) ORDER BY code LIMIT %s
"""
_RANKS = sorted(
    [
        *(("officer", rank) for rank in range(1, OFFICERS + 1)),
        *(("approver", rank) for rank in range(1, APPROVERS + 1)),
    ],
    key=lambda one: one[1],
)


def staff(desk: Desk, agencies: tuple[str, ...], number: int) -> list[Officer]:
    """Return so many officers with their tokens, agency by agency: who decides, who appraises."""
    found = []
    for place in range(number):
        role, rank = _RANKS[place // len(agencies) % len(_RANKS)]
        agency = agencies[place % len(agencies)]
        token = desk.token(role, agency, rank)
        found.append(Officer(subject=f"{role}-{rank}-{agency}", token=token))
    return found


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the worst."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    picked = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "worst": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in picked.items()}


def report(worked: Worked) -> dict[str, Any]:
    """Return what officers saw."""
    return {
        "worklists": len(worked.reads),
        "worklist ms": milliseconds(worked.reads),
        "acts": len(worked.acts),
        "act ms": milliseconds(worked.acts),
        "statuses": dict(worked.statuses),
        "done": dict(worked.done),
        "began late, ms": milliseconds(worked.lags),
    }


def shed(url: str) -> dict[str, float]:
    """Return how many requests the gateway answered 503 by itself, by service and reason."""
    told = urllib3.request("GET", f"{url}/metrics").data.decode()
    return {f"{service} {reason}": float(n) for reason, service, n in _SHED.findall(told)}


def at_work(place: SuitePlace, people: list[Officer], seconds: float) -> dict[str, Any]:
    """Let officers work; return what they saw and what it cost each group of processes."""
    before, own, load = place.cpu(), time.process_time(), os.getloadavg()[0]
    turned_away = shed(place.gateway)
    worked = work(urlsplit(place.gateway).port or 80, people, seconds=seconds)
    after = place.cpu()
    used = {name: round(after[name] - before.get(name, 0.0), 1) for name in sorted(after)}
    now_away = shed(place.gateway)
    return report(worked) | {
        "CPU seconds": used | {"these officers": round(time.process_time() - own, 1)},
        "turned away at the door": {
            name: n - turned_away.get(name, 0.0)
            for name, n in now_away.items()
            if n > turned_away.get(name, 0.0)
        },
        "load average before and after": [round(load, 1), round(os.getloadavg()[0], 1)],
    }


def prepare(place: SuitePlace, given: argparse.Namespace) -> tuple[list[Officer], dict[str, Any]]:
    """Enter officers, lead models, copy them; return who works."""
    issuer = DemonstrationIssuer.from_file(
        place.env["MOTCUA_OIDC_ISSUER"],
        place.env["MOTCUA_OIDC_AUDIENCE"],
        Path(place.env["MOTCUA_ISSUER_KEY_FILE"]),
    )
    desk = Desk(place=place, issuer=issuer)
    found = place.rows("intake", _COMMUNES, COMMUNE, given.agencies)
    agencies = tuple(code for (code,) in found)
    enter_officers(place, (*agencies, COMMUNE))
    stands, over = lead(desk)
    place.settle()
    began = time.monotonic()
    plan = Plan(
        stands=stands,
        over=over,
        open_copies=given.cases,
        over_copies=given.cases if given.over is None else given.over,
        agencies=agencies,
        today=machine_clock().astimezone(VIETNAM).date(),
    )
    rows = fill(place, plan)
    size = {
        "open cases": plan.open_copies,
        "cases that are over": plan.over_copies,
        "officers": given.officers,
        "rows copied": rows,
        "filled in, s": round(time.monotonic() - began),
    }
    return staff(desk, agencies, given.officers), size


def alone(place: SuitePlace, people: list[Officer], seconds: float) -> dict[str, Any]:
    """Let officers work while nobody but gateway and routing does; then let the others hear."""
    place.stop_others()
    found = at_work(place, people, seconds)
    place.start_others()
    return found | {"heard afterwards in, s": round(place.settle(), 1)}


def measure(place: SuitePlace, given: argparse.Namespace) -> dict[str, Any]:
    """Fill, let officers work, wait until all is heard, count."""
    people, size = prepare(place, given)
    by_itself = alone(place, people, given.seconds) if given.alone else None
    before = counts(place)
    together = at_work(place, people, given.seconds)
    left = place.unsettled()
    caught_up = place.settle()
    found = size | {"everything running": together}
    found |= {"on its way at the end": left, "heard afterwards in, s": round(caught_up, 1)}
    found |= since(place, before)
    if by_itself is not None:
        found["gateway and routing alone"] = by_itself
        found["p95, everything by alone"] = {
            what: round(together[what]["p95"] / by_itself[what]["p95"], 2)
            for what in ("worklist ms", "act ms")
        }
    if given.reconcile:
        found["reconcile"] = place.motcua("reconcile").stdout.splitlines()
    return found


def main() -> None:
    """Measure once, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--over", type=int, help="cases that are over; as many as open ones")
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--agencies", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--alone", action="store_true", help="first without the other services")
    parser.add_argument("--reconcile", action="store_true", help="compare all books at the end")
    given = parser.parse_args()
    with suite_place() as place:
        found = measure(place, given)
    sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
