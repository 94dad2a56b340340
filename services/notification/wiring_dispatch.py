"""Binds the sending of messages to transactions, keys and a provider."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from chassis.background import Loop
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.failpoints import failpoint
from chassis.outbox_batch import add_all
from contracts.events import Event
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.api.bell import Bell
from services.notification.dispatch.api.breaker import Breaker
from services.notification.dispatch.api.loop import DispatchLoop
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.message import Settlement
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed
from services.notification.dispatch.store.messages import CHANNEL, PgMessages
from services.notification.dispatch.usecases.deliver_message import deliver_message
from services.notification.dispatch.usecases.settle_messages import settle_messages
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.ports import KeySource
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.sealed import ContactSeal, PgKeys
from services.notification.people.usecases.open_contact import open_contact
from services.notification.templates.ports import Texts

STALE_AFTER = timedelta(minutes=2)
"""An attempt that nobody ended for so long was interrupted: longer than a hand-over can take."""


def dispatch_loops(
    database: Database, clock: Clock, work: Callable[[], Dispatching], senders: int
) -> Sequence[Loop]:
    """Return the loops that send, each with its own connection to the provider, and their bell."""

    def sweep() -> None:
        with database.transaction() as tx:
            messages = PgMessages(tx)
            messages.sweep(STALE_AFTER, clock())
            metrics.oldest().set(messages.oldest_seconds())

    bell, breaker = Bell(database, CHANNEL, senders=senders, sweep=sweep), Breaker()
    names = [f"dispatch-{number}" for number in range(1, senders + 1)]
    return [
        bell,
        *(DispatchLoop(work, name=name, bell=bell, breaker=breaker) for name in names),
    ]


class Dispatching:
    """The work of one dispatch loop."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        texts: Texts,
        ring: KeyRing,
        keys: KeySource,
        sender: SmtpSender,
    ) -> None:
        self._database = database
        self._clock = clock
        self._texts = texts
        self._stored = PgKeys(database, ring)
        self._keys = keys
        self._sender = sender
        self._contacts: Mapping[str, SealedContact] = {}
        self._claimed_at = 0.0

    def claim(self, limit: int) -> Sequence[Claimed]:
        """Take messages, and read contacts and keys of all; the attempts are committed then."""
        with self._database.at_once() as tx:
            claimed = PgMessages(tx).claim(self._clock(), limit)
            if claimed:
                dossiers = {one.message.dossier for one in claimed}
                self._contacts = PgAddressees(tx).contacts(dossiers)
                self._stored.read(tx, {one.key_id for one in self._contacts.values()})
        self._claimed_at = time.monotonic()
        return claimed

    def deliver(self, claimed: Claimed) -> Outcome:
        """Hand a message over, with no transaction open."""
        outcome = deliver_message(
            claimed.message,
            self._contacts.get(claimed.message.dossier),
            open_contact=self._open,
            texts=self._texts,
            sender=self._sender,
        )
        metrics.attempts().labels(claimed.message.channel, outcome.result).inc()
        return outcome

    def settle(
        self, ended: Sequence[tuple[Claimed, Outcome]], unsent: Sequence[Claimed]
    ) -> Collection[UUID]:
        """Record outcomes and say what came of them; return the ids of what moved on."""
        now = self._clock()
        with self._database.transaction() as tx:

            def say(said: Sequence[tuple[Event, UUID]]) -> None:
                events, causations = [event for event, _ in said], [cause for _, cause in said]
                add_all(tx, events, time=now, causations=causations)

            messages = PgMessages(tx)
            settled = settle_messages(ended, messages=messages, say=say, now=now)
            messages.give_back(unsent)
            failpoint("dispatch.settled")
        since = time.monotonic() - self._claimed_at
        for claimed, outcome in ended:
            settlement = settled.get(claimed.message.id)
            if settlement is not None:
                _count(settlement, outcome, claimed.age.total_seconds() + since)
        return settled.keys()

    def close(self) -> None:
        """Take leave of the mail server."""
        self._sender.close()

    def _open(self, contact: SealedContact) -> Contact:
        return open_contact(contact, keys=self._stored, source=self._keys, seal=ContactSeal())


def _count(settlement: Settlement, outcome: Outcome, seconds: float) -> None:
    message = settlement.message
    if message.settled_at is not None:
        metrics.settled().labels(message.template, message.status).inc()
    if outcome.result is Result.ACCEPTED:
        metrics.hand_over().labels(message.channel).observe(seconds)
