"""Attack the look-up without login: `python -m tests.benchmarks.tracking [PART] …`.

Needs a running one-box suite (`python3 deploy/dev.py run --detach`) that nobody else uses. Guesses
codes of dossiers, secrets, phones and pairs from one address and one-time codes from many, and
compares the times of what must look the same, in turns. Every address of 127.0.0.0/8 is ours, so
one machine plays a whole botnet.
"""

from __future__ import annotations

import random
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from deploy.setup.environment import read_env
from tests.benchmarks.tracking_suite import (
    ROOT,
    Caller,
    Filed,
    LeakError,
    codes_made,
    file_dossiers,
    fresh_address,
    unknown_code,
)

TIMED = ("time-secret", "time-phone", "time-otp")
ATTACKS = ("unknown", "secret", "phone", "pair", "otp")
PARTS = (*TIMED, *ATTACKS)
CAPS = {"unknown": 20, "secret": 20, "phone": 30, "pair": 30, "otp": 5}
"""How many guesses may be looked at: of a source, of one-time codes those for a dossier."""

PHONE = "0912345678"
SENT_FOR_ONE = 3
TRIED_FOR_ONE = 5
MOST_DIFFERENCE_MS = 0.5
_THREADS = 4
_RESAMPLED = 2000
_GROUPS_AN_ADDRESS = 5
_CODE_GOES_OUT = 0.1
"""Seconds in which a code has left, so that the next question is not timed beside its sending."""

_OK, _SENT, _TRIED, _AWAY = 200, 202, 404, 503


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
    groups: Sequence[Sequence[dict[str, str]]],
    *,
    per_second: float,
    pause: float = 0.0,
) -> list[list[float]]:
    """Time the questions of each group in random order; return milliseconds side by side.

    An address asks few of them, at least `pause` seconds after the answer before; a group of
    which one was not answered does not count.
    """
    times: list[list[float]] = [[] for _ in groups[0]]
    order = random.Random(7)  # noqa: S311 -- no secret
    caller = Caller(gateway, fresh_address())
    for number, group in enumerate(groups):
        if number % _GROUPS_AN_ADDRESS == _GROUPS_AN_ADDRESS - 1:
            caller.close()
            caller = Caller(gateway, fresh_address())
            caller.track(code="warm", secret="x" * 22)
        took = {}
        for side in order.sample(range(len(group)), len(group)):
            status, kind, seconds = caller.track(**group[side])
            if status not in {_TRIED, _SENT, _AWAY}:
                raise LeakError(f"{group[side].keys()}: {status} {kind}")
            if status != _AWAY:
                took[side] = seconds * 1000
            time.sleep(max(pause, 1 / per_second - seconds))
        for side, milliseconds in took.items() if len(took) == len(group) else ():
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


def judge_attack(kind: str, seen: Counter[tuple[int, str]], *, made: int = 0) -> None:
    """Print what was answered; raise `LeakError` for a hit or too many looks.

    `made` are one-time codes that guesses of phones had sent, which are hits as well.
    """
    hits = made + sum(number for (status, _), number in seen.items() if status == _OK)
    tried = sum(number for (status, _), number in seen.items() if status in {_TRIED, _SENT})
    rest = {f"{status} {problem}": number for (status, problem), number in sorted(seen.items())}
    cap = CAPS[kind]
    click.echo(
        f"{kind}: {seen.total()} guesses, hits {hits}, evaluated {tried}, cap {cap} ({rest})"
    )
    if hits or tried > CAPS[kind]:
        raise LeakError(kind)


def judge_times(what: Sequence[str], times: Sequence[Sequence[float]]) -> None:
    """Print each median and its difference from the last side; `LeakError` past the bound."""
    last = times[-1]
    told = ", ".join(
        f"{name} {statistics.median(side):.3f} ms" for name, side in zip(what, times, strict=True)
    )
    click.echo(f"n {len(last)} each: {told}")
    leaks = []
    for name, side in zip(what[:-1], times[:-1], strict=True):
        found, low, high = difference(side, last)
        click.echo(
            f"  {name} against {what[-1]}: difference {found:+.3f} ms, 95 % "
            f"[{low:+.3f}, {high:+.3f}]"
        )
        if max(abs(low), abs(high)) >= MOST_DIFFERENCE_MS:
            leaks.append(name)
    if leaks:
        raise LeakError(", ".join(leaks))


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--state", type=click.Path(path_type=Path, exists=True), default=ROOT / ".local")
@click.option("--guesses", default=20_000, show_default=True, help="Of each kind.")
@click.option("--each", default=2000, show_default=True, help="Timed questions of a side.")
def main(parts: Sequence[str], state: Path, guesses: int, each: int) -> None:
    """Guess, count and compare; end with 1 when something leaks."""
    env = read_env(state / "env")
    gateway = env["MOTCUA_GATEWAY_URL"]
    leaks = []
    for part in parts or PARTS:
        try:
            if part in TIMED:
                _TIMES[part](gateway, env, each)
            else:
                _GUESSES[part](gateway, file_dossiers(env, 1)[0], guesses)
        except LeakError as error:
            leaks.append(f"{part}: {error}")
    if leaks:
        raise SystemExit("\n".join(leaks))


def time_secrets(gateway: str, env: Mapping[str, str], each: int) -> None:
    """Time wrong secrets of a dossier against those of none."""
    (filed,) = file_dossiers(env, 1)
    groups = [(_wrong(filed.code), _wrong(unknown_code(filed.code))) for _ in range(each)]
    times = compare(gateway, groups, per_second=45)
    judge_times(("wrong secret", "secret of an unknown dossier"), times)


def time_phones(gateway: str, env: Mapping[str, str], each: int) -> None:
    """Time pairs that belong together, pairs that do not, and pairs with an unknown code.

    A dossier takes three messages, so that each right pair has one sent; there is a pause
    behind each question, for one must not be timed while the code of another goes out.
    """
    filed = file_dossiers(env, -(-each // SENT_FOR_ONE))
    groups = [
        (
            {"code": one.code, "phone": PHONE},
            {"code": one.code, "phone": _phone()},
            {"code": unknown_code(one.code), "phone": PHONE},
        )
        for _ in range(SENT_FOR_ONE)
        for one in filed
    ]
    times = compare(gateway, groups[:each], per_second=6, pause=_CODE_GOES_OUT)
    judge_times(("right pair", "wrong phone", "phone with an unknown code"), times)


def time_codes(gateway: str, env: Mapping[str, str], each: int) -> None:
    """Time wrong one-time codes of dossiers that have one on its way, that have none, of none."""
    filed = file_dossiers(env, 2 * -(-each // TRIED_FOR_ONE))
    with_code, without = filed[::2], filed[1::2]
    for one in with_code:
        caller = Caller(gateway, fresh_address())
        status, kind, _ = caller.track(code=one.code, phone=PHONE)
        caller.close()
        if status != _SENT:
            raise LeakError(f"no code was sent: {status} {kind}")
    groups = [
        (
            {"code": one.code, "otp": _otp()},
            {"code": other.code, "otp": _otp()},
            {"code": unknown_code(one.code), "otp": _otp()},
        )
        for one, other in zip(with_code, without, strict=True)
        for _ in range(TRIED_FOR_ONE)
    ]
    times = compare(gateway, groups[:each], per_second=12)
    judge_times(("wrong code", "code that was not sent", "code of an unknown dossier"), times)


def guess_unknown(gateway: str, filed: Filed, guesses: int) -> None:
    """Guess dossiers by their codes, each with some secret, from one address."""
    seen = attack(gateway, guesses, lambda: _wrong(unknown_code(filed.code)), per_address=guesses)
    judge_attack("unknown", seen)


def guess_secrets(gateway: str, filed: Filed, guesses: int) -> None:
    """Guess the secret of one dossier from one address; it must still open from another."""
    seen = attack(gateway, guesses, lambda: _wrong(filed.code), per_address=guesses)
    judge_attack("secret", seen)
    caller = Caller(gateway, fresh_address())
    if caller.track(code=filed.code, secret=filed.secret)[0] != _OK:
        raise LeakError("the right secret does not open from elsewhere")
    caller.close()


def guess_phones(gateway: str, filed: Filed, guesses: int) -> None:
    """Guess the phone of one dossier from one address: no code may be sent for it."""
    before = codes_made()
    seen = attack(
        gateway, guesses, lambda: {"code": filed.code, "phone": _phone()}, per_address=guesses
    )
    judge_attack("phone", seen, made=codes_made() - before)


def guess_pairs(gateway: str, filed: Filed, guesses: int) -> None:
    """Guess code and phone together from one address: no code may be sent for any of them."""
    before, day = codes_made(), filed.code[:-4]

    def pair() -> dict[str, str]:
        return {"code": f"{day}{1 + secrets.randbelow(9999):04}", "phone": _phone()}

    seen = attack(gateway, guesses, pair, per_address=guesses)
    judge_attack("pair", seen, made=codes_made() - before)


def guess_codes(gateway: str, filed: Filed, guesses: int) -> None:
    """Have a code sent, then guess it from addresses that try ten times each."""
    caller = Caller(gateway, fresh_address())
    caller.track(code=filed.code, phone=PHONE)
    caller.close()
    seen = attack(gateway, guesses, lambda: {"code": filed.code, "otp": _otp()}, per_address=10)
    judge_attack("otp", seen)


_TIMES = {"time-secret": time_secrets, "time-phone": time_phones, "time-otp": time_codes}
_GUESSES = {
    "unknown": guess_unknown,
    "secret": guess_secrets,
    "phone": guess_phones,
    "pair": guess_pairs,
    "otp": guess_codes,
}


def _wrong(code: str) -> dict[str, str]:
    return {"code": code, "secret": secrets.token_urlsafe(16)}


def _otp() -> str:
    return f"{secrets.randbelow(10**8):08}"


def _phone() -> str:
    # Nobody's in the dossiers filed here: theirs begins with 091.
    return f"098{secrets.randbelow(10**7):07}"


if __name__ == "__main__":
    main()
