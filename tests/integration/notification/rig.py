"""Notification put together on real servers, driven step by step without the bus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from joserfc.jwk import OKPKey
from sqlalchemy import text

from chassis.auth import TokenSigner
from chassis.clients import ServiceClient
from chassis.crypto import KeyRing, new_data_key
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.subscription import apply
from chassis.testing.clock import FrozenClock
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from services.notification.dispatch.api.loop import send_one
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.ports import Attempt
from services.notification.dispatch.store.messages import PgMessages
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring import Dispatching, build_handlers
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE, FakeIntake
from tests.integration.notification.mail_provider import FakeProvider

TABLES = (
    "attempt",
    "message",
    "contact_key",
    "addressee",
    "procedure",
    "agency",
    "outbox",
    "event_log",
    "event_stream",
    "inbox",
    "gate",
)


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
    _made: list[Dispatching] = field(default_factory=list)

    def hear(self, *events: Event, event_id: UUID | None = None) -> None:
        texts = FileTexts("https://motcua.example.vn")
        rows = build_handlers(texts, self.clock, "motcua.example.vn")
        handlers = {row.event_class: row.handler for row in rows}
        for event in events:
            envelope = Envelope(
                id=event_id or new_id(),
                source="intake",
                type=event.TYPE,
                subject=subject_of(event),
                time=AT,
                sequence=1,
            )
            with self.database.transaction() as tx:
                apply(handlers[type(event)], tx, [(envelope, event)])

    def know_names(self) -> None:
        self.hear(AGENCY, PROCEDURE)

    def dispatching(self) -> Dispatching:
        signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), self.clock)
        made = Dispatching(
            database=self.database,
            clock=self.clock,
            texts=FileTexts("https://motcua.example.vn"),
            ring=self.ring,
            keys=IntakeKeys(ServiceClient("intake", self.intake.url, signer)),
            sender=self.provider.sender(),
        )
        self._made.append(made)
        return made

    def send_all(self) -> list[Result]:
        """Send what is due, and return how each try ended."""
        work = self.dispatching()
        results = []
        while (result := send_one(work)) is not None:
            results.append(result)
        return results

    def messages(self, dossier: str = CODE) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        with self.database.read() as tx:
            return PgMessages(tx).of_dossier(dossier)

    def said(self) -> list[tuple[str, dict[str, object]]]:
        """Return type and data of the events this service said."""
        with self.database.read() as tx:
            rows = tx.execute(text("SELECT type, data FROM event_log ORDER BY position")).all()
        return [(row.type, row.data) for row in rows]

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
