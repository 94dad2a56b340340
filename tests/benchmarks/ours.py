"""Our worker processes: the consumer with one effect row an event, and the relay."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from chassis import logging
from chassis.consumer import Consumer
from chassis.db import Database, Transaction
from chassis.inbox import Inbox
from chassis.relay import Relay
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.intake import DossierAccepted
from tests.benchmarks.place import CONSUMER, EXCHANGE

_EFFECT = "INSERT INTO effect (event_id, subject, type) VALUES (%s, %s, %s)"
SEEN = "benchmark_effect"
"""The NOTIFY channel on which effects show themselves once they are committed."""


def effect(tx: Transaction, envelope: Envelope, _event: DossierAccepted) -> None:
    """Do what the peers do: one effect row."""
    tx.exec_driver_sql(_EFFECT, (envelope.id, envelope.subject, envelope.type))


def effect_seen(tx: Transaction, envelope: Envelope, event: DossierAccepted) -> None:
    """Do the same and tell who waits for it, which happens with the commit."""
    effect(tx, envelope, event)
    tx.exec_driver_sql(f"SELECT pg_notify('{SEEN}', %s)", (str(envelope.id),))


def consumer(*, gated: bool, seen: bool = False) -> Consumer:
    """Return the consumer of this process."""
    handler = effect_seen if seen else effect
    inbox = Inbox(
        Database(os.environ["BENCHMARK_DATABASE_URL"], name="benchmark"),
        CONSUMER,
        [Subscription(event_class=DossierAccepted, handler=handler)],
        gated={("intake", "dossier")} if gated else (),
    )
    return Consumer(inbox, os.environ["BENCHMARK_AMQP_URL"])


def relay() -> Relay:
    """Return the relay of this process."""
    database = Database(os.environ["BENCHMARK_DATABASE_URL"], name="benchmark")
    return Relay(database, os.environ["BENCHMARK_AMQP_URL"], source="intake", exchange=EXCHANGE)


def main(role: str) -> None:
    """Run a role until SIGTERM."""
    logging.configure("benchmark", "ERROR")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    roles: dict[str, Callable[[], Consumer | Relay]] = {
        "gated": lambda: consumer(gated=True),
        "ungated": lambda: consumer(gated=False),
        "seen": lambda: consumer(gated=True, seen=True),
        "relay": relay,
    }
    roles[role]().run(stop)


if __name__ == "__main__":
    main(sys.argv[1])
