"""Letters and marks of reading in PostgreSQL.

A letter is the row of the first channel, which is queued for everybody at once: it stands in the
inbox whether an e-mail of it goes, waits or fails.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.message import EMAIL, recipient_of
from services.notification.letterbox.domain.letter import Letter, Page, Place, Reader, Wanted

_COLUMNS = """
    m.id, m.dossier, m.template, m.template_version, m.language, m.facts, m.queued_at AS at,
    seen.read_at
"""
_OWN = """
    FROM message AS m
    LEFT JOIN letter_read AS seen ON seen.message = m.id AND seen.reader = :reader
    WHERE m.dossier = ANY (CAST(:dossiers AS text[])) AND m.channel = :channel
      AND m.recipient = :applicant || m.dossier
"""
_PAGE = text(f"""
    SELECT {_COLUMNS} {_OWN}
      AND (m.queued_at, m.id) < (coalesce(CAST(:before_at AS timestamptz), 'infinity'),
          coalesce(CAST(:before_id AS uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      AND NOT (:unread AND seen.read_at IS NOT NULL)
    ORDER BY m.queued_at DESC, m.id DESC LIMIT :limit
""")
_COUNT = text(f"""
    SELECT count(*) AS total, count(*) FILTER (WHERE seen.read_at IS NULL) AS unread {_OWN}
""")
_GET = text(f"SELECT {_COLUMNS} {_OWN} AND m.id = :id")
_MARK = text("""
    INSERT INTO letter_read (message, reader, read_at) VALUES (:id, :reader, :at)
    ON CONFLICT (message, reader) DO NOTHING
""")
_ERASE = text("""
    DELETE FROM letter_read USING message
    WHERE letter_read.message = message.id AND message.dossier = ANY (:dossiers)
""")


class PgLetters:
    """The port `Letters` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def page(self, reader: Reader, wanted: Wanted) -> Page:
        """Return a page, newest first, with the counts."""
        given = _given(reader)
        place = wanted.after
        rows = (
            self._tx.execute(
                _PAGE,
                given
                | {
                    "before_at": place and place.at,
                    "before_id": place and place.id,
                    "unread": wanted.unread,
                    "limit": wanted.limit + 1,
                },
            )
            .mappings()
            .all()
        )
        counted = self._tx.execute(_COUNT, given).one()
        letters = [Letter(**row) for row in rows[: wanted.limit]]
        more = len(rows) > wanted.limit
        after = Place(at=letters[-1].at, id=letters[-1].id) if more else None
        return Page(letters=letters, after=after, total=counted.total, unread=counted.unread)

    def get(self, reader: Reader, letter: UUID) -> Letter | None:
        """Return one letter."""
        row = self._tx.execute(_GET, _given(reader) | {"id": letter}).mappings().one_or_none()
        return None if row is None else Letter(**row)

    def mark_read(self, reader: Reader, letter: UUID, at: datetime) -> None:
        """Note that it was read."""
        self._tx.execute(_MARK, {"id": letter, "reader": reader.index, "at": at})

    def erase(self, dossiers: Collection[str]) -> None:
        """Forget who read letters about dossiers."""
        if dossiers:
            self._tx.execute(_ERASE, {"dossiers": list(dossiers)})


def _given(reader: Reader) -> dict[str, Any]:
    return {
        "reader": reader.index,
        "dossiers": list(reader.dossiers),
        "channel": EMAIL,
        "applicant": recipient_of(""),
    }
