"""A hundred thousand bulk letters wait, and urgent ones arrive: how soon those go.

`python -m tests.benchmarks.messages_lanes [--bulk 100000] [--urgent 200] [--other 50]
[--seconds 20] [--alone 1000] [--dispatchers 4]`, on the servers of this checkout. While the bulk
letters of one agency go out, urgent ones of others are queued evenly over `--seconds`, and once,
in the middle, bulk letters of another agency. Says which share of the urgent ones a mail server
had within ten seconds, when the other agency's were through, and, each alone and with one
dispatcher, how many messages a second go by a mail server and by a gateway of texts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

import orjson

from chassis.crypto import new_data_key
from chassis.db import Database
from chassis.testing.databases import cloned_database
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import EMAIL, SMS
from tests.benchmarks.messages import Provider, process
from tests.benchmarks.messages_stage import Texts, codes, environment, know, queue
from tests.benchmarks.place import WrongOutcomeError

_BULK, _URGENT, _OTHER = "H56.10001", "H56.10002", "H56.10003"
_WITHIN_SECONDS = 10.0
_LOOK_SECONDS = 0.05
_SILENT_SECONDS = 60.0


def _until_taken(provider: Provider, wanted: Sequence[str]) -> dict[str, float]:
    """Wait until each of these was written to; return when."""
    mailboxes = {f"{code}@example.vn" for code in wanted}
    end = time.monotonic() + _SILENT_SECONDS
    while True:
        found = {who: at for who, at in list(provider.taken) if who in mailboxes}
        if len(found) == len(mailboxes):
            return found
        if time.monotonic() > end:
            raise WrongOutcomeError(f"{len(found)} of {len(mailboxes)} were written to")
        time.sleep(_LOOK_SECONDS)


def lanes(given: argparse.Namespace) -> dict[str, object]:
    """Let urgent letters, and another agency's, arrive beside the bulk of one."""
    with ExitStack() as stack:
        url = stack.enter_context(cloned_database("notification"))
        database = Database(url, name="bench", statement_seconds=600.0)
        stack.callback(database.dispose)
        bulk, urgent = codes(_BULK, given.bulk), codes(_URGENT, given.urgent)
        other = codes(_OTHER, given.other)
        know(database, [*bulk, *urgent, *other])
        queue(database, EMAIL, Lane.BULK, _BULK, bulk)
        provider = Provider()
        provider.start()
        stack.callback(provider.stop)
        own = environment(url, given.dispatchers, smtp_port=provider.port)
        stack.enter_context(process("letters", own))
        while not provider.taken:
            time.sleep(_LOOK_SECONDS)
        begun, first = time.perf_counter(), len(provider.taken)
        queued, others_at = dict[str, float](), 0.0
        for place, code in enumerate(urgent):
            queued[f"{code}@example.vn"] = time.perf_counter()
            queue(database, EMAIL, Lane.URGENT, _URGENT, [code])
            if place == len(urgent) // 2:
                others_at = time.perf_counter()
                queue(database, EMAIL, Lane.BULK, _OTHER, other)
            time.sleep(given.seconds / len(urgent))
        waits = [at - queued[who] for who, at in _until_taken(provider, urgent).items()]
        through = max(_until_taken(provider, other).values()) - others_at
        rate = (len(provider.taken) - first) / (time.perf_counter() - begun)
        left = given.bulk + given.urgent + given.other - len(provider.taken)
    return {
        "bulk letters waiting": given.bulk,
        "urgent": given.urgent,
        "urgent within 10 s, share": sum(w <= _WITHIN_SECONDS for w in waits) / len(waits),
        "urgent p50 ms": round(statistics.median(waits) * 1000, 1),
        "urgent worst ms": round(max(waits) * 1000, 1),
        f"{given.other} bulk of another agency through after s": round(through, 2),
        "all letters/s meanwhile": round(rate),
        "bulk left at the end": left,
    }


def alone(channel: str, count: int) -> dict[str, object]:
    """Send so many by one dispatcher, and return the rate."""
    with ExitStack() as stack:
        url = stack.enter_context(cloned_database("notification"))
        database = Database(url, name="bench", statement_seconds=600.0)
        stack.callback(database.dispose)
        dossiers = codes(_BULK, count)
        know(database, dossiers)
        queue(database, channel, Lane.NORMAL, _BULK, dossiers)
        mails, texts = Provider(), Texts("sms")
        stack.enter_context(texts.serving())
        mails.start()
        stack.callback(mails.stop)
        own = environment(url, 1, smtp_port=mails.port, texts=f"sms:100={texts.url}")
        stack.enter_context(process("letters" if channel == EMAIL else "texts", own))
        instants: list[float] = []
        end = time.monotonic() + _SILENT_SECONDS + count / 10
        while len(instants) < count:
            found = (at for _, at in list(mails.taken)) if channel == EMAIL else texts.asked
            instants = sorted(found)
            if time.monotonic() > end:
                raise WrongOutcomeError(f"{len(instants)} of {count} taken")
            time.sleep(_LOOK_SECONDS)
    return {"messages/s": round((count - 1) / (instants[-1] - instants[0]))}


def main() -> None:
    """Measure in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("bulk", 100_000), ("urgent", 200), ("other", 50), ("alone", 1000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--dispatchers", type=int, default=4)
    given = parser.parse_args()
    os.environ["BENCHMARK_KEY"] = new_data_key().hex()
    report = {
        "lanes": lanes(given),
        "one dispatcher, SMTP": alone(EMAIL, given.alone),
        "one dispatcher, texts over HTTP": alone(SMS, given.alone),
    }
    sys.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
