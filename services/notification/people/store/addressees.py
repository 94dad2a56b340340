"""Addressees in PostgreSQL; contact data lie there as ciphertext only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import text

from chassis.db import Transaction
from chassis.hot import fetch
from services.notification.people.domain.contact import Addressee, SealedContact

# Rows are taken in the order of their dossiers, so that two batches never wait in a ring.
_PUT_LANGUAGES = text("""
    INSERT INTO addressee (dossier, language)
    SELECT key, value FROM jsonb_each_text(CAST(:languages AS jsonb)) ORDER BY key
    ON CONFLICT (dossier) DO UPDATE SET language = excluded.language
    WHERE addressee.language IS DISTINCT FROM excluded.language
""")
# The key of a contact that was another one opens letters no more: nobody needs it.
_PUT_CONTACTS = text("""
    WITH given AS (
        SELECT dossier, key_id, ciphertext, agreed_at
        FROM jsonb_to_recordset(CAST(:contacts AS jsonb))
             AS one (dossier text, key_id text, ciphertext text, agreed_at timestamptz)
    ), gone AS (
        DELETE FROM contact_key WHERE key_id IN (
            SELECT before.key_id FROM addressee AS before JOIN given USING (dossier)
            WHERE before.key_id <> given.key_id)
    )
    INSERT INTO addressee (dossier, key_id, ciphertext, agreed_at)
    SELECT dossier, key_id, ciphertext, agreed_at FROM given ORDER BY dossier
    ON CONFLICT (dossier) DO UPDATE
    SET key_id = excluded.key_id, ciphertext = excluded.ciphertext,
        agreed_at = excluded.agreed_at, contact_index = NULL
""")
_ERASE = text("""
    WITH ours AS (
        SELECT dossier, key_id FROM addressee
        WHERE dossier = ANY (:dossiers) ORDER BY dossier FOR UPDATE
    ), gone AS (
        DELETE FROM contact_key WHERE key_id IN (SELECT key_id FROM ours)
    )
    UPDATE addressee SET key_id = NULL, ciphertext = NULL, contact_index = NULL FROM ours
    WHERE addressee.dossier = ours.dossier
""")
_FORGET = text("""
    WITH ours AS (
        SELECT dossier FROM addressee WHERE dossier = ANY (:abouts) ORDER BY dossier FOR UPDATE
    ), gone AS (
        DELETE FROM addressee USING ours WHERE addressee.dossier = ours.dossier
        RETURNING addressee.key_id
    )
    DELETE FROM contact_key WHERE key_id IN (SELECT key_id FROM gone)
""")
KNOWN = """(
    SELECT jsonb_agg(one) FROM (
        SELECT dossier, language, key_id IS NOT NULL AS reachable
        FROM addressee WHERE dossier = ANY (%(dossiers)s)
    ) AS one
)"""
"""What is known of the addressees of dossiers, as one value that a statement can bring with
others."""
_KNOWN = f"SELECT {KNOWN} AS known"
_CONTACTS = text("""
    SELECT dossier, key_id, ciphertext, contact_index IS NOT NULL AS indexed FROM addressee
    WHERE dossier = ANY (:dossiers) AND key_id IS NOT NULL
""")
_INDEX = text("""
    UPDATE addressee SET contact_index = value
    FROM jsonb_each_text(CAST(:indexes AS jsonb))
    WHERE dossier = key AND key_id IS NOT NULL AND contact_index IS NULL
""")


class PgAddressees:
    """The port `Addressees`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put_languages(self, languages: Mapping[str, str]) -> None:
        """Keep the languages the applicants chose."""
        if languages:
            self._tx.execute(_PUT_LANGUAGES, {"languages": orjson.dumps(languages).decode()})

    def put_contacts(self, contacts: Sequence[SealedContact]) -> None:
        """Keep the contacts of dossiers, the last of each."""
        if contacts:
            last = list({contact.dossier: contact for contact in contacts}.values())
            self._tx.execute(_PUT_CONTACTS, {"contacts": orjson.dumps(last).decode()})

    def erase_contacts(self, dossiers: Collection[str]) -> None:
        """Erase the contacts of dossiers and their keys."""
        if dossiers:
            self._tx.execute(_ERASE, {"dossiers": list(dossiers)})

    def forget(self, abouts: Collection[str]) -> None:
        """Delete the rows of addressees and their keys."""
        if abouts:
            self._tx.execute(_FORGET, {"abouts": list(abouts)})

    def known(self, dossiers: Collection[str]) -> Mapping[str, Addressee]:
        """Return languages, and who can be reached."""
        (row,) = fetch(self._tx, _KNOWN, {"dossiers": list(dossiers)})
        return known_of(row.known)

    def contacts(self, dossiers: Collection[str]) -> Mapping[str, SealedContact]:
        """Return the contacts of dossiers."""
        rows = self._tx.execute(_CONTACTS, {"dossiers": list(dossiers)}).mappings()
        return {row["dossier"]: SealedContact(**row) for row in rows}

    def put_indexes(self, indexes: Mapping[str, str]) -> None:
        """Keep the blind indexes of contacts that were opened, by dossier, where none is kept."""
        if indexes:
            self._tx.execute(_INDEX, {"indexes": orjson.dumps(indexes).decode()})


def known_of(found: Sequence[Mapping[str, Any]] | None) -> Mapping[str, Addressee]:
    """Return what `KNOWN` brought, by dossier."""
    return {
        row["dossier"]: Addressee(language=row["language"], reachable=row["reachable"])
        for row in found or ()
    }
