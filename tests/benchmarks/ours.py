"""Our worker processes: the consumer with one effect row an event, and the relay."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

from chassis import logging
from chassis.consumer import Consumer
from chassis.db import Database, Transaction
from chassis.inbox import Inbox
from chassis.relay import Relay
from chassis.subscription import Handler, Subscription, Together
from contracts.envelope import Envelope
from contracts.events.intake import DossierAccepted
from tests.benchmarks.place import CONSUMER, EXCHANGE

_EFFECT = "INSERT INTO effect (event_id, subject, type) VALUES (%s, %s, %s)"
_EFFECTS = """
    INSERT INTO effect (event_id, subject, type)
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[])
"""
SEEN = "benchmark_effect"
"""The NOTIFY channel on which effects show themselves once they are committed."""


def effect(tx: Transaction, envelope: Envelope, _event: DossierAccepted) -> None:
    """Do what the peers do: one effect row."""
    tx.exec_driver_sql(_EFFECT, (envelope.id, envelope.subject, envelope.type))


def effects(tx: Transaction, said: Sequence[tuple[Envelope, DossierAccepted]]) -> None:
    """Do the same for many events at once, as reporting does with its facts."""
    rows = [(envelope.id, envelope.subject, envelope.type) for envelope, _ in said]
    tx.exec_driver_sql(_EFFECTS, tuple(list(column) for column in zip(*rows, strict=True)))


def effect_seen(tx: Transaction, envelope: Envelope, event: DossierAccepted) -> None:
    """Do the same and tell who waits for it, which happens with the commit."""
    effect(tx, envelope, event)
    tx.exec_driver_sql(f"SELECT pg_notify('{SEEN}', %s)", (str(envelope.id),))


def consumer(handler: Handler, *, gated: bool) -> Consumer:
    """Return the consumer of this process."""
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
        "gated-together": lambda: consumer(Together(effects), gated=True),
        "together": lambda: consumer(Together(effects), gated=False),
        "gated": lambda: consumer(effect, gated=True),
        "each": lambda: consumer(effect, gated=False),
        "seen": lambda: consumer(effect_seen, gated=True),
        "relay": relay,
    }
    roles[role]().run(stop)


if __name__ == "__main__":
    main(sys.argv[1])
