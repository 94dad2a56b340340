"""Letters that came back, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.store.messages import PgMessages
from services.notification.inbound.domain.bounce import Bounce

_FIND = text("""
    SELECT id, dossier FROM message
    WHERE channel = :channel AND (id = CAST(:message AS uuid) OR reference = :reference)
    FOR UPDATE
""")
_FAIL = text("""
    UPDATE message SET status = 'undeliverable', reason = :reason, settled_at = :now
    WHERE id = :id
""")


class PgCameBack:
    """The port `CameBack` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._messages = PgMessages(tx)

    def find(self, bounce: Bounce) -> Message | None:
        """Return the letter a report is about, locked."""
        given = {"channel": EMAIL, "message": bounce.message, "reference": bounce.reference}
        row = self._tx.execute(_FIND, given).first()
        if row is None:
            return None
        found = self._messages.of_dossier(row.dossier)
        return next(message for message, _ in found if message.id == row.id)

    def fail(self, message: Message, reason: str, now: datetime) -> None:
        """Let a letter have reached nobody."""
        self._tx.execute(_FAIL, {"id": message.id, "reason": reason, "now": now})

    def lock_whole(self, messages: Collection[Message]) -> None:
        """Lock what is told by several channels until the transaction ends."""
        self._messages.lock_whole(messages)

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        """Return which have another channel that has not failed."""
        return self._messages.hopeful(messages)

    def beside(self, messages: Sequence[Message]) -> Sequence[str]:
        """Queue messages by another channel."""
        return self._messages.add(messages, hold={})
