"""Measure the gateway: `python -m tests.benchmarks.gateway [hop|filing|slow] …`.

Everything is started here, PostgreSQL too, so that all of it has one share of the machine;
`--present` takes the server that MOTCUA_POSTGRES_URL names or the set-up made. All is measured in
turn within one run, in less than three minutes; only figures of one run are compared.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import count, cycle
from pathlib import Path
from typing import Any

import click
import urllib3

from deploy.table import aligned
from tests.benchmarks.gateway_place import (
    COMMUNES,
    GatewayPlace,
    cpu_seconds,
    gateway_place,
    private_servers,
)
from tests.benchmarks.http_load import Line, at_a_pace, at_once, in_turn
from tests.benchmarks.place import ROOT

_PARTS = ("hop", "filing", "slow")
_PROCEDURE = "1.001193"
_CHILD = "Nguyễn Văn Mẫu".encode()
_NUMBERS = count(1)
_LIST = "/dossiers?limit=1"
_LINES = 8
_PACE = 40.0
_SLOW_LINES = 60
_SLOW_ROUNDS = 3
_SLOW_SECONDS = 5.0
_GATHERING_SECONDS = 2.0
_CROWD = "tests.benchmarks.gateway_crowd"
_CREATED = 201
_OK = 200


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(_PARTS))
@click.option("--rounds", default=5, show_default=True, help="Rounds of each; they interleave.")
@click.option("--asks", default=300, show_default=True, help="Requests a round, hop.")
@click.option("--seconds", default=2.5, show_default=True, help="Of each round, filing.")
@click.option("--present", is_flag=True, help="Use the PostgreSQL that is there.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write all rounds here.")
def main(
    parts: Sequence[str],
    *,
    rounds: int,
    asks: int,
    seconds: float,
    present: bool,
    file: Path | None,
) -> None:
    """Measure the gateway beside the service it asks, and beside a bare endpoint."""
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "load before": os.getloadavg()[0],
    }
    with ExitStack() as stack:
        if not present:
            stack.enter_context(private_servers())
        place = stack.enter_context(gateway_place())
        for part in parts or _PARTS:
            if part == "hop":
                found[part] = hop(place, rounds=rounds, asks=asks)
            elif part == "filing":
                found[part] = filing(place, rounds=rounds, seconds=seconds)
            else:
                found[part] = slow(place, rounds=min(rounds, _SLOW_ROUNDS))
    found["load after"] = os.getloadavg()[0]
    click.echo(f"load before {found['load before']:.1f}, after {found['load after']:.1f}")
    if file is not None:
        file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def hop(place: GatewayPlace, *, rounds: int, asks: int) -> dict[str, list[float]]:
    """Ask for a list one after the other, at intake itself and through the gateway."""
    rows: dict[str, list[float]] = {"intake": [], "gateway": [], "hop": []}
    lines = {"intake": Line(place.intake.port), "gateway": Line(place.gateway.port)}
    for turn in range(rounds + 1):
        requests = {
            "intake": _get(_LIST, place.service_token()),
            "gateway": _get(f"/api/v1{_LIST}", place.access_token),
        }
        found = in_turn(lines, requests, asks)
        middle = {
            name: statistics.median(answers.seconds) * 1000 for name, answers in found.items()
        }
        for answers in found.values():
            _expect(answers.statuses, _OK)
        if turn:  # the first one warms up
            rows["intake"].append(middle["intake"])
            rows["gateway"].append(middle["gateway"])
            rows["hop"].append(middle["gateway"] - middle["intake"])
    _show("p50 ms at concurrency 1", rows, "{:.2f}")
    return rows


def filing(place: GatewayPlace, *, rounds: int, seconds: float) -> dict[str, list[float]]:
    """File dossiers on eight connections; beside it the bare endpoint, fed the same bodies."""
    bodies = _bodies(place)
    served = {
        "bare": (place.bare,),
        "intake": (place.intake,),
        "intake, one commune": (place.intake,),
        "gateway": (place.gateway, place.intake),
    }
    rows: dict[str, list[float]] = {name: [] for name in served}
    cpu: dict[str, list[float]] = {name: [] for name in served}
    for turn in range(rounds + 1):
        for name, programs in served.items():
            token = place.service_token() if programs[0] is place.intake else place.access_token
            given = _others(bodies[:1] if name.endswith("one commune") else bodies)
            path = "/api/v1/dossiers" if name == "gateway" else "/dossiers"
            before = cpu_seconds(*programs)
            answers = at_once(
                programs[0].port,
                lambda path=path, token=token, given=given: _post(  # type: ignore[misc]
                    path, token, next(given)
                ),
                lines=_LINES,
                seconds=seconds if turn else 1.0,
            )
            _expect(answers.statuses, _CREATED)
            if turn:
                count = len(answers.seconds)
                rows[name].append(count / answers.took)
                cpu[name].append((cpu_seconds(*programs) - before) / count * 1e6)
    _show("POST /dossiers a second", rows, "{:.0f}", ratio_to="bare")
    _show("CPU µs a request, Python only", cpu, "{:.0f}")
    return rows | {f"{name} cpu": values for name, values in cpu.items()}


def slow(place: GatewayPlace, *, rounds: int) -> dict[str, list[float]]:
    """Ask for lists at a pace while nobody, then while sixty ask a service that takes 10 s."""
    request = _get(f"/api/v1{_LIST}", place.access_token)
    rows: dict[str, list[float]] = {"others idle": [], "routing 10 s slow": []}
    at_a_pace(place.gateway.port, request, per_second=_PACE, seconds=1.0)
    for _ in range(rounds):
        for name, values in rows.items():
            with _crowd(place) if name != "others idle" else nullcontext():
                answers = at_a_pace(
                    place.gateway.port, request, per_second=_PACE, seconds=_SLOW_SECONDS
                )
            _expect(answers.statuses, _OK)
            cuts = statistics.quantiles(answers.seconds, n=20, method="inclusive")
            values.append(cuts[18] * 1000)
    _show(f"p95 ms of intake's list at {_PACE:.0f}/s", rows, "{:.1f}", ratio_to="others idle")
    return rows


@contextmanager
def _crowd(place: GatewayPlace) -> Iterator[None]:
    """Have sixty ask for their worklist again and again, who heed Retry-After."""
    request = _get("/api/v1/worklist", place.officer_token)
    crowd = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", _CROWD, str(place.gateway.port), str(_SLOW_LINES)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    with crowd:
        assert crowd.stdin is not None
        crowd.stdin.write(b"%d\n" % len(request) + request)
        crowd.stdin.flush()
        time.sleep(_GATHERING_SECONDS)
        yield


def _bodies(place: GatewayPlace) -> list[bytes]:
    """Return the example of the procedure, filed at each commune."""
    url = f"{place.gateway.url}/api/v1/procedures/{_PROCEDURE}/example"
    example = urllib3.request("GET", url, retries=False).json()
    return [
        json.dumps(example | {"receiving_agency": f"H56.{commune}"}, ensure_ascii=False).encode()
        for commune in COMMUNES
    ]


def _others(bodies: Sequence[bytes]) -> Iterator[bytes]:
    """Yield bodies without end, each of another child: the same matter twice is refused."""
    for body in cycle(bodies):
        yield body.replace(_CHILD, f"{_CHILD.decode()} {next(_NUMBERS)}".encode())


def _get(path: str, token: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    )


def _post(path: str, token: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {uuid.uuid1().hex}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _expect(statuses: dict[int, int], wanted: int) -> None:
    if set(statuses) != {wanted}:
        raise click.ClickException(f"expected {wanted} alone, got {statuses}")


def _show(
    title: str, rows: dict[str, list[float]], form: str, *, ratio_to: str | None = None
) -> None:
    heads = [title, "median", "range"] + (["ratio"] if ratio_to else [])
    lines = []
    for name, values in rows.items():
        middle = statistics.median(values)
        line = [
            name,
            form.format(middle),
            f"{form.format(min(values))}..{form.format(max(values))}",
        ]
        if ratio_to:
            line.append(f"{middle / statistics.median(rows[ratio_to]):.2f}")
        lines.append(line)
    click.echo(aligned(heads, lines, right=("median", "range", "ratio")) + "\n")


if __name__ == "__main__":
    main()
