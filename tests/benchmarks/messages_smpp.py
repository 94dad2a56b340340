"""How many texts a second one process hands over by SMPP, by one bind with ten unanswered.

`python -m tests.benchmarks.messages_smpp [--texts 1000] [--senders 1 2 10] [--answers 0 20]`,
on the servers of this checkout. A queue of texts is sent by so many senders (threads) to a centre
whose answers take so many milliseconds, each without receipts and with one a part, which the link
takes down meanwhile. Says how many were unanswered at most, and waits until each was taken once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import ExitStack

import orjson

from chassis.crypto import new_data_key
from chassis.db import Database
from chassis.testing.databases import cloned_database
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import SMS
from tests.benchmarks.messages import process
from tests.benchmarks.messages_stage import codes, environment, know, queue
from tests.benchmarks.place import WrongOutcomeError
from tests.benchmarks.smsc_stage import Centre

_AGENCY = "H56.10001"
_LOOK_SECONDS = 0.05
_SILENT_SECONDS = 60.0


def by_smpp(count: int, senders: int, milliseconds: int, *, receipts: bool) -> dict[str, object]:
    """Send so many, and return the rate."""
    with ExitStack() as stack:
        url = stack.enter_context(cloned_database("notification"))
        database = Database(url, name="bench", statement_seconds=600.0)
        stack.callback(database.dispose)
        dossiers = codes(_AGENCY, count)
        know(database, dossiers)
        centre = Centre(seconds=milliseconds / 1000, receipts=receipts)
        stack.enter_context(centre.serving())
        queue(database, SMS, Lane.NORMAL, _AGENCY, dossiers)
        texts = f"sms:100=smpp://bench@127.0.0.1:{centre.port}"
        begun = time.process_time()
        stack.enter_context(process("texts", environment(url, senders, texts=texts)))
        end = time.monotonic() + _SILENT_SECONDS + count / 10
        while len(centre.taken) < count or (receipts and centre.answered < centre.parts):
            if time.monotonic() > end:
                raise WrongOutcomeError(f"{len(centre.taken)} of {count} taken")
            time.sleep(_LOOK_SECONDS)
        if len(centre.taken) != count:
            raise WrongOutcomeError(f"{len(centre.taken)} taken for {count}")
        seconds = centre.taken[-1] - centre.taken[0]
        return {
            "texts/s": round((count - 1) / seconds),
            "parts a text": round(centre.parts / count, 1),
            "unanswered at most": centre.most_open,
            "centre's own CPU": round((time.process_time() - begun) / seconds, 2),
        }


def main() -> None:
    """Measure in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--senders", type=int, nargs="+", default=[1, 2, 10])
    parser.add_argument("--answers", type=int, nargs="+", default=[0, 20])
    given = parser.parse_args()
    os.environ["BENCHMARK_KEY"] = new_data_key().hex()
    for milliseconds in given.answers:
        for senders in given.senders:
            for receipts in (False, True):
                found = by_smpp(given.texts, senders, milliseconds, receipts=receipts)
                said = {"answers ms": milliseconds, "senders": senders, "receipts": receipts}
                sys.stdout.write(orjson.dumps({**said, **found}).decode() + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
