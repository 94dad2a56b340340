"""The log of codes in PostgreSQL, kept a month."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.outcome import Outcome

_KEPT = timedelta(days=30)
_FORGOTTEN_AT_ONCE = 20

_BEGIN = text("""
    INSERT INTO direct_code (id, dossier, began_at) VALUES (:id, :dossier, :at)
    ON CONFLICT (id) DO NOTHING
""")
_SETTLE = text("""
    UPDATE direct_code SET ended_at = :at, result = :result, code = :code, reason = :reason
    WHERE id = :id
""")
_FORGET = text("""
    DELETE FROM direct_code WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM direct_code WHERE began_at < :before
        ORDER BY began_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
""")


class PgCodeLog:
    """The port `CodeLog` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def begin(self, code_id: UUID, dossier: str, at: datetime) -> bool:
        """Note that a code is being handed over, and forget a few old ones."""
        self._tx.execute(_FORGET, {"before": at - _KEPT, "limit": _FORGOTTEN_AT_ONCE})
        values = {"id": code_id, "dossier": dossier, "at": at}
        return self._tx.execute(_BEGIN, values).rowcount == 1

    def settle(self, code_id: UUID, outcome: Outcome, at: datetime) -> None:
        """Note what became of it."""
        values = {"result": outcome.result, "code": outcome.code, "reason": outcome.reason}
        self._tx.execute(_SETTLE, {"id": code_id, "at": at, **values})
