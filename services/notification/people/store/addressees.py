"""Addressees in PostgreSQL; contact data lie there as ciphertext only."""

from __future__ import annotations

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.people.domain.contact import SealedContact

_PUT_LANGUAGE = text("""
    INSERT INTO addressee (dossier, language) VALUES (:dossier, :language)
    ON CONFLICT (dossier) DO UPDATE SET language = excluded.language
""")
_PUT_CONTACT = text("""
    INSERT INTO addressee (dossier, key_id, ciphertext) VALUES (:dossier, :key_id, :ciphertext)
    ON CONFLICT (dossier) DO UPDATE
    SET key_id = excluded.key_id, ciphertext = excluded.ciphertext
""")
_ERASE = text("""
    WITH ours AS (SELECT key_id FROM addressee WHERE dossier = :dossier),
    gone AS (DELETE FROM contact_key WHERE key_id IN (SELECT key_id FROM ours))
    UPDATE addressee SET key_id = NULL, ciphertext = NULL WHERE dossier = :dossier
""")
_LANGUAGE = text("SELECT language FROM addressee WHERE dossier = :dossier")
_CONTACT = text("""
    SELECT dossier, key_id, ciphertext FROM addressee
    WHERE dossier = :dossier AND key_id IS NOT NULL
""")


class PgAddressees:
    """The port `Addressees`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put_language(self, dossier: str, language: str) -> None:
        """Keep the language the applicant chose."""
        self._tx.execute(_PUT_LANGUAGE, {"dossier": dossier, "language": language})

    def put_contact(self, contact: SealedContact) -> None:
        """Keep the contact of a dossier."""
        self._tx.execute(
            _PUT_CONTACT,
            {
                "dossier": contact.dossier,
                "key_id": contact.key_id,
                "ciphertext": contact.ciphertext,
            },
        )

    def erase_contact(self, dossier: str) -> None:
        """Erase the contact of a dossier and its key."""
        self._tx.execute(_ERASE, {"dossier": dossier})

    def language(self, dossier: str) -> str | None:
        """Return the language of a dossier's letters."""
        language: str | None = self._tx.scalar(_LANGUAGE, {"dossier": dossier})
        return language

    def contact(self, dossier: str) -> SealedContact | None:
        """Return the contact of a dossier."""
        row = self._tx.execute(_CONTACT, {"dossier": dossier}).mappings().first()
        return SealedContact(**row) if row else None
