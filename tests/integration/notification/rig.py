"""Notification put together on real servers, driven step by step without the bus."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from joserfc.jwk import OKPKey
from sqlalchemy import text

from chassis.auth import TokenSigner
from chassis.background import Loop
from chassis.clients import ServiceClient
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.inbox import Inbox
from chassis.subscription import Subscription, apply
from chassis.testing.clock import FrozenClock
from contracts.codec import encode
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from services.notification.dispatch.api.loop import hand_over
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import Attempt, SmsSender
from services.notification.dispatch.store.messages import PgMessages
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.people.ports import OfficerNames
from services.notification.people.store.mailboxes import PgMailboxes
from services.notification.receipts.api.heard_receipts import HeardReceipts
from services.notification.receipts.ports import Effect
from services.notification.settings import TextSettings
from services.notification.subscriptions import GATED
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.alerts import Alerting, with_code
from services.notification.wiring.channels import Way
from services.notification.wiring.dispatch import STALE_AFTER, Dispatching, dispatch_loops
from services.notification.wiring.gathering import gatherer
from services.notification.wiring.hearing import build_handlers
from services.notification.wiring.letters import Letters
from services.notification.wiring.parts import Parts
from services.notification.wiring.providers import Carriers
from services.notification.wiring.receipts import find_late_owners, receipt_taker, receipts_heard
from services.notification.wiring.texts import senders_of_texts, way_of_texts
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE, FakeIntake
from tests.integration.notification.mail_provider import FakeProvider
from tests.integration.notification.routing_stub import FakeRegister
from tests.integration.notification.tables import TABLES

_STATUSES = text("""
    SELECT status, attempts, (SELECT count(*) FROM attempt WHERE message = message.id) AS kept
    FROM message ORDER BY entered_at, id
""")


def envelope_of(event: Event, event_id: UUID | None = None) -> Envelope:
    return Envelope(
        id=event_id or new_id(),
        source="intake",
        type=event.TYPE,
        subject=subject_of(event),
        time=AT,
        sequence=1,
    )


@contextmanager
def running(loops: Sequence[Loop]) -> Iterator[None]:
    """Run loops as threads."""
    stop = threading.Event()
    threads = [threading.Thread(target=loop.run, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def wait_until(true: Callable[[], bool], seconds: float = 90.0) -> None:
    """Wait until something is true, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@dataclass
class Notification:
    """The service with a frozen clock; `hear` applies events as the consumer does."""

    database: Database
    intake: FakeIntake
    provider: FakeProvider = field(default_factory=FakeProvider)
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(AT))
    ring: KeyRing = field(
        default_factory=lambda: KeyRing(current="k1", keys={"k1": new_data_key()})
    )
    texts: TextSettings | None = None
    officers: OfficerNames | None = None
    register: FakeRegister = field(default_factory=FakeRegister)
    cap: int = 3
    bring: Callable[[TextIn], bool] = lambda _: False
    _made: list[Dispatching] = field(default_factory=list)

    def hear(self, *events: Event, event_id: UUID | None = None) -> None:
        handlers = {row.event_class: row.handler for row in self.handlers()}
        for event in events:
            with self.database.transaction() as tx:
                apply(handlers[type(event)], tx, [(envelope_of(event, event_id), event)])

    def hear_together(self, *events: Event) -> None:
        """Apply events about dossiers in one call, as the consumer does with a batch."""
        handlers = {row.event_class: row.handler for row in self.handlers()}
        (handler,) = {
            id(handlers[type(event)]): handlers[type(event)] for event in events
        }.values()
        with self.database.transaction() as tx:
            apply(handler, tx, [(envelope_of(event), event) for event in events])

    def hear_from_the_bus(self, *events: Event) -> None:
        """Let the inbox work on a batch."""
        inbox = Inbox(self.database, "notification", self.handlers(), gated=GATED)
        inbox.work([inbox.reader.read(encode(envelope_of(event), event)) for event in events])

    def handlers(self) -> Sequence[Subscription]:
        texts = FileTexts("https://motcua.example.vn")
        return build_handlers(texts, self.clock, "motcua.example.vn", self.ring)

    def know_names(self) -> None:
        self.hear(AGENCY, PROCEDURE)

    def dispatching(self, way: Way | None = None) -> Dispatching:
        signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), self.clock)
        made = Dispatching(
            database=self.database,
            clock=self.clock,
            ring=self.ring,
            keys=IntakeKeys(ServiceClient("intake", self.intake.url, signer)),
            way=way or self.letters(),
        )
        self._made.append(made)
        return made

    def letters(self, carriers: Carriers[Mail] | None = None) -> Letters:
        texts = FileTexts("https://motcua.example.vn")
        texted = self.texts is not None
        mailboxes = PgMailboxes(self.database, self.clock, self.ring, "https://motcua.example.vn")
        carriers = carriers or self.provider.carriers()
        return Letters(
            self.clock,
            texts,
            carriers,
            mailboxes=mailboxes,
            texted=texted,
            officers=self.officers,
            with_code=with_code(self.ring),
        )

    def parts(self) -> Parts:
        """Return what the routes are made of."""
        url = "https://motcua.example.vn"
        return Parts(
            database=self.database,
            clock=self.clock,
            ring=self.ring,
            public_url=url,
            intake=self.intake.of_actor,
            officers=self.officers,
            register=self.register,
            mail_domain="motcua.example.vn",
        )

    def take(self, receipt: Receipt) -> Effect:
        """Take a receipt down, as the door and the link do."""
        return receipt_taker(self.database, self.clock)(receipt)

    def send_texts(self) -> list[Result]:
        """Send the texts that are due, and return how each try ended."""
        assert self.texts is not None
        return self.send(self.texting(), 25)

    def sender(self) -> SmsSender:
        """Return what hands texts over to the one provider of the settings."""
        (sender,) = self.senders().values()
        return sender

    def senders(self) -> Mapping[str, SmsSender]:
        """Return what hands texts over to the providers of the settings."""
        assert self.texts is not None
        return senders_of_texts(self.texts.providers, self.clock, self.receipts.hear, self.bring)

    @cached_property
    def receipts(self) -> HeardReceipts:
        """Return the loop that takes down what links hear; it runs only where a test lets it."""
        return receipts_heard(self.database, self.clock)

    def texting(self, sender: SmsSender | None = None) -> Dispatching:
        """Return what sends texts, by the providers of the settings."""
        assert self.texts is not None
        senders = {self.texts.providers[0].name: sender} if sender else self.senders()
        return self.dispatching(way_of_texts(self.database, self.clock, self.texts, senders))

    def send_all(self) -> list[Result]:
        """Send what is due, and return how each try ended."""
        work, results = self.dispatching(), list[Result]()
        while found := self.send(work, 25):
            results += found
        return results

    def send(self, work: Dispatching, limit: int) -> list[Result]:
        """Send one batch, and return how each try ended."""
        batch = hand_over(work, work.claim(limit))
        work.settle(batch.ended, batch.unsent)
        return batch.results

    def sweep(self) -> None:
        """Take up the attempts that nobody ended in two minutes."""
        with self.database.transaction() as tx:
            messages = PgMessages(tx)
            messages.sweep(STALE_AFTER, self.clock())
            messages.free(self.clock())
            texts, domain = FileTexts("https://motcua.example.vn"), "motcua.example.vn"
            gatherer(texts, self.clock, domain, cap=self.cap)(tx)
            alerting = Alerting(texts=texts, clock=self.clock, mail_domain=domain, ring=self.ring)
            alerting.keep(tx)
        find_late_owners(self.database, self.clock)

    @contextmanager
    def sending(self, senders: int) -> Iterator[Sequence[Loop]]:
        """Run the loops that send."""
        loops = dispatch_loops(self.database, self.clock, self.dispatching, senders)
        with running(loops):
            yield loops

    def messages(self, dossier: str = CODE) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        with self.database.read() as tx:
            return PgMessages(tx).of_dossier(dossier)

    def said(self) -> list[tuple[str, dict[str, object]]]:
        """Return type and data of the events this service said."""
        with self.database.read() as tx:
            rows = tx.execute(text("SELECT type, data FROM event_log ORDER BY position")).all()
        return [(row.type, row.data) for row in rows]

    def statuses(self) -> Sequence[tuple[str, int, int]]:
        """Return of every message its status, its attempts counted and those kept, in order."""
        with self.database.read() as tx:
            rows = tx.execute(_STATUSES).all()
        return [(row.status, row.attempts, row.kept) for row in rows]

    def execute(self, statement: str) -> None:
        with self.database.transaction() as tx:
            tx.execute(text(statement))

    def forget(self) -> None:
        """Empty every table this service writes."""
        for table in TABLES:
            self.execute(f"DELETE FROM {table}")  # noqa: S608 -- a name of ours

    def close(self) -> None:
        for made in self._made:
            made.close()
