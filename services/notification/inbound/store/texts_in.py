"""Texts that came in, in PostgreSQL: kept a day, to count them and know them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text as sql

from chassis.db import Transaction
from services.notification.dispatch.domain.text_in import TextIn

_KEPT = timedelta(days=1)
_BEGIN = sql("""
    WITH turn AS (
        SELECT pg_advisory_xact_lock(hashtextextended('text-in/' || CAST(:number AS text), 0))
    ), old AS (
        DELETE FROM text_in WHERE came_at < :before
    )
    INSERT INTO text_in (provider, id, number, came_at)
    SELECT :provider, :id, :number, :now FROM turn
    ON CONFLICT (provider, id) DO NOTHING
""")
_COUNT = sql("SELECT count(*) FROM text_in WHERE number = :number AND came_at > :since")


class PgTextsIn:
    """The port `TextsIn` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def begin(self, text: TextIn, index: str, now: datetime) -> bool:
        """Note that a text is being answered, one of a number after the other."""
        given = {
            "provider": text.provider,
            "id": text.id,
            "number": index,
            "now": now,
            "before": now - _KEPT,
        }
        return self._tx.execute(_BEGIN, given).rowcount == 1

    def count(self, index: str, since: datetime) -> int:
        """Return how many texts of a number came since then."""
        return int(self._tx.scalar(_COUNT, {"number": index, "since": since}) or 0)
