"""One of two providers fails, then takes forty seconds: how soon it is left, and comes back.

`python -m tests.benchmarks.messages_failover [--rate 20] [--trouble 90] [--back 240]
[--dispatchers 4]`, on the servers of this checkout. Texts are queued at a steady rate; `one` and
`two` have the weight 50 each. `one` first refuses everything with an error of its own, and later
answers after 40 s. Says after how many seconds less than one in a hundred attempts of a sliding
half minute went to it, and after how many from its return it had its weight again. Fails when a
text is not delivered in the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import orjson

from chassis.crypto import new_data_key
from chassis.db import Database
from chassis.testing.databases import cloned_database
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import SMS
from services.notification.dispatch.store.providers import PgProviders
from tests.benchmarks.messages import process
from tests.benchmarks.messages_stage import Texts, codes, environment, know, queue
from tests.benchmarks.place import WrongOutcomeError

_AGENCY = "H56.10001"
_ERROR, _SLOW_SECONDS = 302, 40.0
_FEW, _OVER_SECONDS = 0.01, 30.0
_LOOK_SECONDS = 0.1
_SILENT_SECONDS = 900.0


@contextmanager
def _steadily(database: Database, dossiers: Sequence[str], rate: float) -> Iterator[list[str]]:
    """Queue texts at a rate while it is open; give those that are queued."""
    done, queued = threading.Event(), list[str]()

    def run() -> None:
        for code in dossiers:
            if done.wait(1 / rate):
                return
            queue(database, SMS, Lane.NORMAL, _AGENCY, [code])
            queued.append(code)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield queued
    finally:
        done.set()
        thread.join()


def _after(true: Callable[[], bool], most: float) -> float | None:
    """Return after how many seconds something is true; None when it is not in time."""
    begun = time.monotonic()
    while time.monotonic() - begun < most:
        if true():
            return round(time.monotonic() - begun, 1)
        time.sleep(_LOOK_SECONDS)
    return None


def _left(one: Texts, two: Texts, since: float) -> float:
    """Return after how many seconds few went to `one`, over the half minute from then."""
    ours, theirs = list(one.asked), list(two.asked)
    end = max([since, *ours, *theirs]) - _OVER_SECONDS
    start = since
    while start < end:
        asked = [
            sum(start <= at < start + _OVER_SECONDS for at in instants)
            for instants in (ours, theirs)
        ]
        if sum(asked) and asked[0] / sum(asked) < _FEW:
            return round(start - since, 1)
        start += _LOOK_SECONDS
    raise WrongOutcomeError("it was never left")


def run(given: argparse.Namespace) -> dict[str, object]:
    """Let one provider fail in both ways."""
    one, two = Texts("one"), Texts("two")
    most = int(given.rate * 2 * (given.trouble + given.back) * 1.2) + 200
    report: dict[str, object] = {}
    with ExitStack() as stack:
        url = stack.enter_context(cloned_database("notification"))
        database = Database(url, name="bench", statement_seconds=600.0)
        stack.callback(database.dispose)
        dossiers = codes(_AGENCY, most)
        know(database, dossiers)
        for texts in (one, two):
            stack.enter_context(texts.serving())
        named = f"one:50={one.url} two:50={two.url}"
        own = environment(url, given.dispatchers, texts=named)
        stack.enter_context(process("texts", own))

        def whole() -> bool:
            with database.read() as tx:
                found = PgProviders(tx, SMS).all()[0]
            return [each.points for each in found if each.name == "one"] == [50]

        with _steadily(database, dossiers, given.rate) as queued:
            if _after(lambda: len(one.taken) > 20, given.back) is None:
                raise WrongOutcomeError("nothing goes by it in health")
            for trouble, code, seconds in (
                ("100 % errors", _ERROR, 0.0),
                ("40 s late", 0, _SLOW_SECONDS),
            ):
                one.code, one.seconds = code, seconds
                since = time.monotonic()
                time.sleep(given.trouble)
                left = _left(one, two, since)
                one.code, one.seconds = 0, 0.0
                back = _after(whole, given.back)
                report[trouble] = {"left after s": left, "whole again after s": back}
        waited = _after(lambda: len({*one.taken, *two.taken}) >= len(queued), _SILENT_SECONDS)
        if waited is None:
            missing = len(queued) - len({*one.taken, *two.taken})
            raise WrongOutcomeError(f"{missing} of {len(queued)} were not delivered")
        twice = len(one.taken) + len(two.taken) - len({*one.taken, *two.taken})
        report |= {"texts": len(queued), "delivered": "all", "by both": twice}
    return report


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("rate", 20.0), ("trouble", 90.0), ("back", 240.0)):
        parser.add_argument(f"--{name}", type=float, default=default)
    parser.add_argument("--dispatchers", type=int, default=4)
    given = parser.parse_args()
    os.environ["BENCHMARK_KEY"] = new_data_key().hex()
    sys.stdout.write(orjson.dumps(run(given), option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
