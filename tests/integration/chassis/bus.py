"""What the tests of the bus share: messages to hear, and an effect that can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.db import Database, Transaction
from chassis.identifiers import new_id
from chassis.inbox import Inbox
from chassis.subscription import Patience, Subscription, Together
from contracts import codec
from contracts.envelope import Envelope
from contracts.events import intake, notification

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def handed_over(dossier: str = "A") -> intake.DossierHandedOver:
    """Return an event of intake about a dossier."""
    return intake.DossierHandedOver(
        code=dossier,
        procedure="1.000001",
        receiving_agency="H56.1",
        handed_over_at=NOON,
        method="desk",
        officer="o1",
    )


def sent(dossier: str = "A") -> notification.MessageHandedOver:
    """Return an event of notification about a dossier."""
    return notification.MessageHandedOver(
        dossier=dossier, message="m", cause="c", template="t", channel="email", at=NOON
    )


def body(
    dossier: str = "A",
    sequence: int = 1,
    *,
    event_id: UUID | None = None,
    event: Any = None,  # noqa: ANN401 -- any event
    type_: str | None = None,
) -> bytes:
    """Return the bytes of an event of a dossier."""
    said = event or handed_over(dossier)
    envelope = Envelope(
        id=event_id or new_id(),
        source=said.TYPE.partition(".")[0],
        type=type_ or said.TYPE,
        subject=f"dossier/{dossier}",
        time=NOON,
        sequence=sequence,
    )
    return codec.encode(envelope, said)


class Effects:
    """Handlers whose effect can be counted, and that fail where a test wants them to."""

    together = False
    """Whether the handler is given runs of events instead of one at a time."""

    def __init__(self) -> None:
        self.failing: dict[str, BaseException] = {}
        self.calls: list[tuple[str, int]] = []
        self.runs: list[int] = []

    def apply_all(self, tx: Transaction, said: Sequence[tuple[Envelope, object]]) -> None:
        """Write one row an event; fail at the first that is to fail."""
        self.runs.append(len(said))
        for envelope, event in said:
            self.apply(tx, envelope, event)

    def apply(self, tx: Transaction, envelope: Envelope, _event: object) -> None:
        """Write one row for the event; fail afterwards when its subject is to fail."""
        self.calls.append((envelope.subject, envelope.sequence))
        tx.exec_driver_sql(
            "INSERT INTO effect (subject, sequence) VALUES (%s, %s)",
            (envelope.subject, envelope.sequence),
        )
        error = self.failing.get(f"{envelope.subject}:{envelope.sequence}")
        if error is not None:
            raise error

    def subscriptions(self) -> list[Subscription]:
        """Return a table that hears both events."""
        handler = Together(self.apply_all) if self.together else self.apply
        return [
            Subscription(event_class=intake.DossierHandedOver, handler=handler),
            Subscription(event_class=notification.MessageHandedOver, handler=handler),
        ]

    def inbox(self, database: Database, *, gated: bool = True) -> Inbox:
        """Return an inbox of the consumer `test`, its patience short."""
        return Inbox(
            database,
            "test",
            self.subscriptions(),
            gated={("intake", "dossier")} if gated else (),
            patience=Patience(tries=3, first_seconds=0.02, most_seconds=0.05),
        )


def with_effects(database: Database) -> Database:
    """Add the table the handlers write to; an effect done twice shows as two rows."""
    with database.transaction() as tx:
        tx.execute(text("CREATE TABLE effect (subject text, sequence bigint)"))
    return database


def hear(inbox: Inbox, *bodies: bytes) -> None:
    """Let the inbox work on bodies as one batch."""
    inbox.work([inbox.reader.read(each) for each in bodies])


def effects_in(database: Database) -> list[tuple[str, int]]:
    """Return every effect there is."""
    with database.read() as tx:
        rows = tx.execute(text("SELECT subject, sequence FROM effect ORDER BY 1, 2"))
        return [(row.subject.removeprefix("dossier/"), row.sequence) for row in rows]


def statuses_in(database: Database) -> dict[str, int]:
    """Return how many inbox rows there are of each status."""
    with database.read() as tx:
        rows = tx.execute(text("SELECT status, count(*) AS n FROM inbox GROUP BY status"))
        return {row.status: row.n for row in rows}


def gates_in(database: Database) -> dict[str, int]:
    """Return the last event of each gate."""
    with database.read() as tx:
        rows = tx.execute(text("SELECT subject, last FROM gate"))
        return {row.subject.removeprefix("dossier/"): row.last for row in rows}
