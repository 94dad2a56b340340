"""Binds the sending of messages to transactions, keys and a provider."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from chassis.background import Loop
from chassis.crypto import KeyRing
from chassis.db import Database, Transaction
from chassis.failpoints import failpoint
from chassis.identifiers import new_id
from chassis.outbox_batch import add_all
from contracts.events import Event
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.api.bell import Bell
from services.notification.dispatch.api.loop import DispatchLoop
from services.notification.dispatch.api.recovery import Recovery
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import (
    EMAIL,
    SMS,
    MessageStatus,
    Settlement,
)
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Beside, Claimed
from services.notification.dispatch.store.messages import PgMessages, bell_of
from services.notification.dispatch.usecases.settle_messages import settle_messages
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.ports import KeySource
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.marks import holding_at
from services.notification.people.store.sealed import CONTACT, ContactSeal, PgKeys, contact_index
from services.notification.people.usecases.open_contact import open_contact
from services.notification.wiring.channels import Way
from services.notification.wiring.providers import show_providers
from services.notification.wiring.receipts import find_late_owners

STALE_AFTER = timedelta(minutes=2)
"""An attempt that nobody ended for so long was interrupted: longer than a hand-over can take."""


def dispatch_loops(
    database: Database,
    clock: Clock,
    work: Callable[[], Dispatching],
    senders: int,
    channel: str = EMAIL,
    *,
    gather: Callable[[Transaction], object] = lambda _: None,
) -> Sequence[Loop]:
    """Return the loops that send by a channel, and their bell.

    Each has its own connection to the provider. The bell of the first channel keeps house for
    all of them, and lets messages `gather`. After the database was away none claims before the
    others of the channel settled.
    """

    def sweep() -> None:
        with database.transaction() as tx:
            messages, now = PgMessages(tx), clock()
            messages.sweep(STALE_AFTER, now)
            messages.free(now)
            gather(tx)
            for each, lane, seconds in _oldest(messages):
                metrics.oldest().labels(each, lane.name.lower()).set(seconds)
            for each in (EMAIL, SMS):
                show_providers(tx, each)
        find_late_owners(database, clock)

    house = sweep if channel == EMAIL else _nothing
    recovery = Recovery()
    bell = Bell(
        database,
        bell_of(channel),
        senders=senders,
        sweep=house,
        recovery=recovery,
        name=f"{channel}-bell",
    )
    names = [f"{channel}-{number}" for number in range(1, senders + 1)]
    return [
        bell,
        *(DispatchLoop(work, name=name, bell=bell, recovery=recovery) for name in names),
    ]


class Dispatching:
    """The work of one dispatch loop."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        ring: KeyRing,
        keys: KeySource,
        way: Way,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ring = ring
        self._stored = PgKeys(database, ring)
        self._indexes: dict[str, str] = {}
        self._keys = keys
        self._way = way
        self._contacts: Mapping[str, SealedContact] = {}
        self._claimed_at = 0.0

    def claim(self, limit: int) -> Sequence[Claimed]:
        """Take messages, and read contacts and keys of all; the attempts are committed then."""
        with self._database.at_once() as tx:
            contact = Beside(value=CONTACT, parameters=holding_at(self._clock()))
            claimed = self._way.claim(tx, limit, contact)
        found = {one.message.dossier: one.beside for one in claimed if one.beside is not None}
        self._contacts = self._stored.take(found)
        self._claimed_at = time.monotonic()
        return claimed

    def deliver(self, claimed: Claimed) -> Outcome:
        """Hand a message over, with no transaction open."""
        contact = self._contacts.get(claimed.message.dossier)
        outcome = self._way.deliver(claimed.message, contact, self._open)
        metrics.sms_cost().inc(outcome.cost)
        if claimed.was is MessageStatus.UNKNOWN:
            metrics.sent_again().labels(claimed.message.channel).inc()
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

            recorded = settle_messages(
                ended, messages=PgMessages(tx), say=say, new_id=new_id, now=now
            )
            self._way.give_back(tx, unsent)
            PgAddressees(tx).put_indexes(self._indexes)
            failpoint("dispatch.settled")
        for template, count in Counter(recorded.queued).items():
            metrics.queued().labels(template).inc(count)
        self._indexes = {}
        settled = recorded.settled
        since = time.monotonic() - self._claimed_at
        for claimed, outcome in ended:
            settlement = settled.get(claimed.message.id)
            if settlement is not None:
                _count(settlement, outcome, claimed.age.total_seconds() + since)
        return settled.keys()

    def close(self) -> None:
        """Take leave of the providers."""
        self._way.close()

    def _open(self, contact: SealedContact) -> Contact:
        opened = open_contact(contact, keys=self._stored, source=self._keys, seal=ContactSeal())
        index = None if contact.indexed else contact_index(self._ring, opened)
        if index is not None:
            self._indexes[contact.dossier] = index
        return opened


def _oldest(messages: PgMessages) -> Iterator[tuple[str, Lane, float]]:
    for channel in (EMAIL, SMS):
        for lane, seconds in messages.oldest_seconds(channel).items():
            yield channel, lane, seconds


def _nothing() -> None:
    """Leave the house to the bell of the first channel."""


def _count(settlement: Settlement, outcome: Outcome, seconds: float) -> None:
    message = settlement.message
    if message.settled_at is not None:
        metrics.settled().labels(message.template, message.status).inc()
    if outcome.result is Result.ACCEPTED:
        metrics.hand_over().labels(message.channel).observe(seconds)
