"""Attack the look-up without login: `python -m tests.benchmarks.tracking [times|secret|otp] …`.

Needs a running one-box suite (`python3 deploy/dev.py run --detach`) that nobody else uses. Guesses
secrets from one address and codes from many, and compares the times of what must look the same.
Every address of 127.0.0.0/8 is ours, so one machine plays a whole botnet.
"""

from __future__ import annotations

import http.client
import json
import random
import secrets
import statistics
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import click

from deploy.setup.environment import read_env

ROOT = Path(__file__).parents[2]
PARTS = ("times", "secret", "otp")
CAPS = {"secret": 20, "otp": 5}
MOST_DIFFERENCE_MS = 0.5
_THREADS = 4
_RESAMPLED = 2000
_OK, _SENT, _TRIED, _LIMITED, _AWAY = 200, 202, 404, 429, 503
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
        if answer.status == _LIMITED:
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
    """File birth registrations as a citizen."""
    command = [sys.executable, "-W", "ignore", "-m", "deploy.motcua", "token", "--sub", "tracked"]
    done = subprocess.run(  # noqa: S603 -- our own program
        command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=True
    )
    token = done.stdout.strip().splitlines()[-1]
    parts = urlsplit(env["MOTCUA_GATEWAY_URL"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET", "/api/v1/procedures/1.001193/example")
    example = connection.getresponse().read()
    filed = []
    for _ in range(number):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid1())}
        connection.request("POST", "/api/v1/dossiers", example, _JSON | headers)
        answer = connection.getresponse()
        document = json.loads(answer.read())
        if answer.status != 201:
            raise LeakError(f"filing: {answer.status} {document}")
        filed.append(Filed(document["code"], document["tracking"]["secret"]))
    connection.close()
    return filed


def attack(
    gateway: str, guesses: int, guess: Callable[[], dict[str, str]], *, per_address: int
) -> Counter[tuple[int, str]]:
    """Send guesses from addresses that make so many each; return the answers."""
    one = fresh_address()

    def burst(number: int) -> Counter[tuple[int, str]]:
        caller = Caller(gateway, one if per_address >= guesses else fresh_address())
        try:
            return Counter(caller.track(**guess())[:2] for _ in range(number))
        finally:
            caller.close()

    size = min(per_address, guesses // _THREADS)
    with ThreadPoolExecutor(_THREADS) as pool:
        return sum(pool.map(burst, [size] * (guesses // size)), Counter())


def compare(
    gateway: str,
    pairs: Sequence[tuple[dict[str, str], dict[str, str]]],
    *,
    per_second: float,
) -> tuple[list[float], list[float]]:
    """Time each pair in random order, few tries an address; return milliseconds of both."""
    times: tuple[list[float], list[float]] = ([], [])
    order = random.Random(7)  # noqa: S311 -- no secret
    caller = Caller(gateway, fresh_address())
    for number, pair in enumerate(pairs):
        if number % 5 == 4:
            caller.close()
            caller = Caller(gateway, fresh_address())
            caller.track(code="warm", secret="x" * 22)
        took = {}
        for side in order.sample((0, 1), 2):
            status, kind, seconds = caller.track(**pair[side])
            if status not in {_TRIED, _SENT, _AWAY}:
                raise LeakError(f"{pair[side].keys()}: {status} {kind}")
            if status != _AWAY:
                took[side] = seconds * 1000
            time.sleep(max(0.0, 1 / per_second - seconds))
        for side, milliseconds in took.items() if len(took) == len(pair) else ():
            times[side].append(milliseconds)
    caller.close()
    return times


def difference(left: Sequence[float], right: Sequence[float]) -> tuple[float, float, float]:
    """Return the difference of medians and its 95 % interval, by resampling pairs."""
    chance = random.Random(7)  # noqa: S311 -- no secret
    found = []
    for _ in range(_RESAMPLED):
        places = chance.choices(range(len(left)), k=len(left))
        found.append(
            statistics.median([left[i] for i in places])
            - statistics.median([right[i] for i in places])
        )
    found.sort()
    low, high = found[_RESAMPLED // 40], found[-_RESAMPLED // 40]
    return statistics.median(left) - statistics.median(right), low, high


def judge_attack(kind: str, seen: Counter[tuple[int, str]]) -> None:
    """Print what was answered; raise `LeakError` for a hit or too many looks."""
    hits = sum(number for (status, _), number in seen.items() if status == _OK)
    tried = sum(number for (status, _), number in seen.items() if status == _TRIED)
    rest = {f"{status} {problem}": number for (status, problem), number in sorted(seen.items())}
    click.echo(f"{kind}: {seen.total()} guesses, hits {hits}, evaluated {tried} ({rest})")
    if hits or tried > CAPS[kind]:
        raise LeakError(kind)


def judge_times(what: str, times: tuple[list[float], list[float]], *, bound: float | None) -> None:
    """Print both medians and their difference; raise `LeakError` past the bound."""
    found, low, high = difference(*times)
    one, other = (statistics.median(side) for side in times)
    click.echo(
        f"{what}: n {len(times[0])} each, medians {one:.3f} and {other:.3f} ms, difference "
        f"{found:+.3f} ms, 95 % [{low:+.3f}, {high:+.3f}]"
    )
    if bound is not None and max(abs(low), abs(high)) >= bound:
        raise LeakError(what)


def unknown_code(code: str) -> str:
    """Return a code of the same shape that no dossier has."""
    return f"{code[:-4]}{random.SystemRandom().randrange(9000, 9999)}"


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--state", type=click.Path(path_type=Path, exists=True), default=ROOT / ".local")
@click.option("--guesses", default=20_000, show_default=True, help="Of each kind.")
@click.option("--pairs", default=4000, show_default=True, help="Timed, secret against unknown.")
@click.option("--dossiers", default=60, show_default=True, help="For pairs of codes and phones.")
def main(parts: Sequence[str], state: Path, guesses: int, pairs: int, dossiers: int) -> None:
    """Guess, count and compare; end with 1 when something leaks."""
    env = read_env(state / "env")
    gateway = env["MOTCUA_GATEWAY_URL"]
    first, *others = file_dossiers(env, dossiers)
    for part in parts or PARTS:
        if part == "times":
            compare_secrets(gateway, first, pairs)
            compare_codes(gateway, others)
        elif part == "secret":
            guess_secrets(gateway, first, guesses)
        else:
            guess_codes(gateway, first, guesses)


def compare_secrets(gateway: str, filed: Filed, pairs: int) -> None:
    """Time wrong secrets against unknown codes; raise `LeakError` where they differ."""
    timed = [(_wrong(filed.code), _wrong(unknown_code(filed.code))) for _ in range(pairs)]
    judge_times(
        "wrong secret against unknown code",
        compare(gateway, timed, per_second=45),
        bound=MOST_DIFFERENCE_MS,
    )


def compare_codes(gateway: str, filed: Sequence[Filed]) -> None:
    """Time right pairs of code and phone against wrong ones, wrong codes against unknown ones."""
    phones = [
        (
            {"code": one.code, "phone": "0912345678"},
            {"code": unknown_code(one.code), "phone": "0912345678"},
        )
        for one in filed
        for _ in range(3)
    ]
    times = compare(gateway, phones, per_second=5)
    judge_times("right pair against wrong pair", times, bound=None)
    codes = [
        ({"code": one.code, "otp": _otp()}, {"code": unknown_code(one.code), "otp": _otp()})
        for one in filed
        for _ in range(4)
    ]
    times = compare(gateway, codes, per_second=5)
    judge_times("wrong one-time code against unknown dossier", times, bound=None)


def guess_secrets(gateway: str, filed: Filed, guesses: int) -> None:
    """Guess the secret of one dossier from one address; it must still open from another."""
    seen = attack(gateway, guesses, lambda: _wrong(filed.code), per_address=guesses)
    judge_attack("secret", seen)
    caller = Caller(gateway, fresh_address())
    if caller.track(code=filed.code, secret=filed.secret)[0] != _OK:
        raise LeakError("the right secret does not open from elsewhere")
    caller.close()


def guess_codes(gateway: str, filed: Filed, guesses: int) -> None:
    """Have a code sent, then guess it from addresses that try ten times each."""
    caller = Caller(gateway, fresh_address())
    caller.track(code=filed.code, phone="0912345678")
    caller.close()
    seen = attack(gateway, guesses, lambda: {"code": filed.code, "otp": _otp()}, per_address=10)
    judge_attack("otp", seen)


def _wrong(code: str) -> dict[str, str]:
    return {"code": code, "secret": secrets.token_urlsafe(16)}


def _otp() -> str:
    return f"{secrets.randbelow(10**8):08}"


if __name__ == "__main__":
    main()
