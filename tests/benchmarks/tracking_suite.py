"""What the attack on the look-up needs of a running suite: dossiers, addresses, counts."""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
LIMITED = 429
_FILED = 201
_CODES_MADE = "motcua_tracking_codes_made_total"
_JSON = {"Content-Type": "application/json"}
_addresses = count(random.SystemRandom().randrange(1 << 20, 1 << 22))


class LeakError(Exception):
    """A guess was right, too many were looked at, or the time tells something."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier to attack."""

    code: str
    secret: str


class Caller:
    """One connection to the gateway from one address."""

    def __init__(self, gateway: str, address: str) -> None:
        parts = urlsplit(gateway)
        self._connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=60, source_address=(address, 0)
        )
        self._connection.connect()

    def track(self, **body: str) -> tuple[int, str, float]:
        """Return status, problem type (for 429 with the limit that was met) and seconds."""
        sent = json.dumps(body).encode()
        began = time.perf_counter()
        self._connection.request("POST", "/api/v1/tracking", sent, _JSON)
        answer = self._connection.getresponse()
        document = json.loads(answer.read() or b"{}")
        seconds = time.perf_counter() - began
        kind = str(document.get("type", ""))
        if answer.status == LIMITED:
            kind += f" {answer.headers.get('RateLimit', '').partition(';')[0]}"
        return answer.status, kind, seconds

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def fresh_address() -> str:
    """Return a loopback address that was not used before in this run."""
    number = next(_addresses)
    return f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def file_dossiers(env: Mapping[str, str], number: int) -> list[Filed]:
    """File birth registrations, by people who file so many that no limit of theirs is met."""
    parts = urlsplit(env["MOTCUA_GATEWAY_URL"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET", "/api/v1/procedures/1.001193/example")
    example = connection.getresponse().read()
    filed = []
    token = _citizen(env)
    for _ in range(number):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid1())}
        connection.request("POST", "/api/v1/dossiers", example, _JSON | headers)
        answer = connection.getresponse()
        document = json.loads(answer.read())
        if answer.status != _FILED:
            raise LeakError(f"filing: {answer.status} {document}")
        filed.append(Filed(document["code"], document["tracking"]["secret"]))
    connection.close()
    return filed


def _citizen(env: Mapping[str, str]) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "deploy.motcua", "token", "--sub", "tracked"]
    done = subprocess.run(  # noqa: S603 -- our own program
        command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def codes_made() -> int:
    """Return how many one-time codes intake has made so far, by its metrics."""
    status = [sys.executable, "-W", "ignore", str(ROOT / "deploy" / "dev.py"), "status", "--json"]
    done = subprocess.run(status, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 -- our own program
    (address,) = (
        process["metrics"]
        for process in json.loads(done.stdout)["processes"]
        if process["name"] == "intake-api"
    )
    with urlopen(address, timeout=60) as answer:  # noqa: S310 -- our own process
        lines = answer.read().decode().splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if line.startswith(_CODES_MADE))


def unknown_code(code: str) -> str:
    """Return a code of the same shape that no dossier has, of some day of years ago."""
    agency, _, _ = code.rpartition("-")[0].rpartition("-")
    chance = random.SystemRandom()
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(3000))
    return f"{agency}-{day:%y%m%d}-{chance.randrange(1, 9999):04}"
