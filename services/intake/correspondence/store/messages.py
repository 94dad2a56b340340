"""The threads of dossiers in PostgreSQL; what is written is sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Row, text

from chassis.crypto import KeyRing
from kernel.schedule import in_vietnam
from services.intake.correspondence.domain.message import Message, Side
from services.intake.registry.domain.timeline import By
from services.intake.registry.store.sealed_texts import SealedColumns, SealedTexts

TABLE = "dossier_message"
_ENDS = "('handed-over', 'settled-on-the-spot', 'refused', 'stopped', 'withdrawn')"

_ADD = text("""
    INSERT INTO dossier_message (id, dossier, number, at, side, by, words)
    SELECT :id, :dossier, coalesce(max(number), 0) + 1, :at, :side, CAST(:by AS jsonb), :words
    FROM dossier_message WHERE dossier = :dossier
    RETURNING number
""")
_SINCE = text("""
    SELECT count(*) FROM dossier_message
    WHERE dossier = :dossier AND side = :side AND at > :since
""")
_UNREAD = text("""
    SELECT count(*) FROM dossier_message AS message
    LEFT JOIN message_mark AS mark ON mark.dossier = message.dossier AND mark.side = :side
    WHERE message.dossier = :dossier AND message.side <> :side
      AND message.number > coalesce(mark.up_to, 0)
""")
_PAGE = text("""
    SELECT message.*, message.number <= coalesce(mark.up_to, 0) AS read
    FROM dossier_message AS message
    LEFT JOIN message_mark AS mark
        ON mark.dossier = message.dossier AND mark.side <> message.side
    WHERE message.dossier = :dossier
      AND (CAST(:before AS integer) IS NULL OR message.number < :before)
    ORDER BY message.number DESC LIMIT :limit
""")
_MARK = text("""
    INSERT INTO message_mark (dossier, side, up_to, at)
    VALUES (:dossier, :side, :up_to, :at)
    ON CONFLICT (dossier, side) DO UPDATE SET up_to = excluded.up_to, at = excluded.at
    WHERE message_mark.up_to < excluded.up_to
""")
_ENDED = text(f"""
    SELECT max(at) FROM timeline_entry WHERE dossier = :dossier AND kind IN {_ENDS}
""")  # noqa: S608 -- constants


class PgMessages:
    """The port `Messages` on one transaction."""

    def __init__(self, tx: Connection, ring: KeyRing, new_id: Callable[[], UUID]) -> None:
        self._tx = tx
        self._seals = SealedTexts(ring, TABLE)
        self._new_id = new_id

    def add(self, code: str, *, at: datetime, side: Side, by: By | None, words: str) -> Message:
        """Keep a message under the next number of its dossier."""
        id_ = self._new_id()
        row = {
            "id": id_,
            "dossier": code,
            "at": at,
            "side": side.value,
            "by": None if by is None else orjson.dumps(by).decode(),
            "words": self._seals.seal(str(id_), "words", words),
        }
        number = self._tx.execute(_ADD, row).scalar_one()
        return Message(number=number, at=at, side=side, by=by, words=words)

    def written_since(self, code: str, side: Side, since: datetime) -> int:
        """Return how many messages a side has written since then."""
        wanted = {"dossier": code, "side": side.value, "since": since}
        return int(self._tx.execute(_SINCE, wanted).scalar_one())

    def unread_by(self, code: str, side: Side) -> int:
        """Return how many messages of the other side this one has not read."""
        wanted = {"dossier": code, "side": side.value}
        return int(self._tx.execute(_UNREAD, wanted).scalar_one())

    def page(self, code: str, *, before: int | None, limit: int) -> Sequence[Message]:
        """Return a page, newest first."""
        wanted = {"dossier": code, "before": before, "limit": limit}
        return [self._message(row) for row in self._tx.execute(_PAGE, wanted)]

    def mark_read(self, code: str, side: Side, up_to: int, at: datetime) -> None:
        """Note how far a side has read."""
        row = {"dossier": code, "side": side.value, "up_to": up_to, "at": at}
        self._tx.execute(_MARK, row)

    def ended_at(self, code: str) -> datetime | None:
        """Return when the dossier came to its end."""
        ended: datetime | None = self._tx.execute(_ENDED, {"dossier": code}).scalar_one()
        return ended

    def _message(self, row: Row[Any]) -> Message:
        return Message(
            number=row.number,
            at=in_vietnam(row.at),
            side=Side(row.side),
            by=row.by,
            words=self._seals.open(str(row.id), "words", row.words),
            read=row.read,
        )


def sealed_messages(ring: KeyRing) -> SealedColumns:
    """Return what the rotation of the master key has to do here."""
    return SealedColumns(ring, table=TABLE, key="id", columns=("words",))
