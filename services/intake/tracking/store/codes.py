"""One-time codes in PostgreSQL: salt and hash, never the code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from chassis.db import Transaction
from services.intake.tracking.domain.one_time_code import KeptCode

_FORGOTTEN_AT_ONCE = 20

_PUT = text("""
    INSERT INTO tracking_code (dossier, id, salt, hash, expires_at)
    VALUES (:dossier, :id, :salt, :hash, :expires_at)
    ON CONFLICT (dossier) DO UPDATE
    SET id = excluded.id, salt = excluded.salt, hash = excluded.hash,
        expires_at = excluded.expires_at
""")
_GET = text("""
    SELECT id, salt, hash FROM tracking_code WHERE dossier = :dossier AND expires_at > :now
""")
_USE_UP = text("DELETE FROM tracking_code WHERE dossier = :dossier AND id = :id")
_FORGET = text("""
    DELETE FROM tracking_code WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM tracking_code WHERE expires_at <= :now
        ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
""")


class PgCodes:
    """The port `Codes` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put(self, dossier: str, code: KeptCode, *, expires_at: datetime) -> None:
        """Keep a code."""
        self._tx.execute(
            _PUT,
            {
                "dossier": dossier,
                "id": code.id,
                "salt": code.salt,
                "hash": code.hash,
                "expires_at": expires_at,
            },
        )

    def get(self, dossier: str, now: datetime) -> KeptCode | None:
        """Return the code that is good now."""
        row = self._tx.execute(_GET, {"dossier": dossier, "now": now}).one_or_none()
        if row is None:
            return None
        return KeptCode(id=row.id, salt=bytes(row.salt), hash=bytes(row.hash))

    def use_up(self, dossier: str, code_id: UUID) -> bool:
        """Forget a code."""
        return self._tx.execute(_USE_UP, {"dossier": dossier, "id": code_id}).rowcount == 1

    def forget_expired(self, now: datetime) -> None:
        """Delete a few codes whose time is over."""
        self._tx.execute(_FORGET, {"now": now, "limit": _FORGOTTEN_AT_ONCE})
