"""The columns of a dossier that the look-up without login may see, and no others."""

from __future__ import annotations

from sqlalchemy import text

from chassis.crypto import KeyRing
from chassis.db import Transaction
from kernel.status import Status
from services.intake.registry.domain.followed import Followed

_SECRET_HASH = text("SELECT tracking_hash FROM dossier WHERE code = :code")
_LANGUAGE = text("""
    SELECT language FROM dossier JOIN dossier_content ON dossier = code
        LEFT JOIN mandate ON mandate.id = dossier.mandate
    WHERE code = :code AND phone_index = :phone_index AND (
        mandate.id IS NULL OR (mandate.ended_at IS NULL
            AND mandate.expires_on >= (motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    )
""")
_FIND = text("""
    SELECT code, procedure, status, filed_at, received_at, accepted_at, due_at, due_provisional,
           finished_at, handed_over_at
    FROM dossier WHERE code = :code
""")


class PgPublicLookUp:
    """The port `PublicLookUp` of tracking, on one transaction."""

    def __init__(self, tx: Transaction, ring: KeyRing) -> None:
        self._tx = tx
        self._ring = ring

    def secret_hash(self, code: str) -> bytes | None:
        """Return the hash alone: what is found and what is not must take the same time."""
        found = self._tx.execute(_SECRET_HASH, {"code": code}).scalar_one_or_none()
        return None if found is None else bytes(found)

    def language_at_phone(self, code: str, phone: str) -> str | None:
        """Return the language of the dossier's letters when this is its applicant's phone."""
        values = {"code": code, "phone_index": self._ring.blind_index("phone", phone)}
        language: str | None = self._tx.execute(_LANGUAGE, values).scalar_one_or_none()
        return language

    def find(self, code: str) -> Followed | None:
        """Return where the dossier stands."""
        row = self._tx.execute(_FIND, {"code": code}).mappings().one_or_none()
        return None if row is None else Followed(**{**row, "status": Status(row["status"])})
