"""Sealed contacts and their wrapped keys: AES-256-GCM, opened in memory for one delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson
from sqlalchemy import text

from chassis.crypto import KeyRing, SealBrokenError, open_sealed
from chassis.db import Database, Transaction
from services.notification.people.domain.contact import (
    Contact,
    SealedContact,
    contact_from_document,
)
from services.notification.people.domain.errors import ContactBrokenError
from services.notification.people.store.marks import HOLDING

_READ = text("SELECT key_id, wrapped FROM contact_key WHERE key_id = ANY (:key_ids)")
CONTACT = f"""(
    SELECT to_jsonb(one) FROM (
        SELECT key_id, ciphertext, contact_index IS NOT NULL AS indexed, wrapped,
            ARRAY(SELECT mark FROM address_mark
                  WHERE address = contact_index AND {HOLDING}) AS marks
        FROM addressee LEFT JOIN contact_key USING (key_id)
        WHERE addressee.dossier = m.dossier AND key_id IS NOT NULL
    ) AS one
)"""  # noqa: S608 -- a constant
"""The contact of a message `m`, with its key and the marks that hold (`holding_at`): every letter
waits for it, so it comes with the claim."""
_PUT = text("""
    INSERT INTO contact_key (key_id, wrapped) VALUES (:key_id, :wrapped)
    ON CONFLICT (key_id) DO NOTHING
""")


class PgKeys:
    """The port `StoredKeys`, of the keys that were read for the letters at hand.

    They are in memory as they lie in the table, wrapped; `get` opens one.
    """

    def __init__(self, database: Database, ring: KeyRing) -> None:
        self._database = database
        self._ring = ring
        self._wrapped: Mapping[str, str] = {}

    def take(self, found: Mapping[str, Mapping[str, Any]]) -> Mapping[str, SealedContact]:
        """Return the contacts that `CONTACT` brought, by dossier.

        Of the keys, remember theirs that are here alone.
        """
        rows = found.values()
        self._wrapped = {row["key_id"]: row["wrapped"] for row in rows if row["wrapped"]}
        return {
            dossier: SealedContact(
                dossier=dossier,
                key_id=row["key_id"],
                ciphertext=row["ciphertext"],
                indexed=row["indexed"],
                marks=frozenset(row["marks"]) if row["indexed"] else None,
            )
            for dossier, row in found.items()
        }

    def get(self, key_id: str) -> bytes | None:
        """Return the data key in clear; `ContactBrokenError` when the wrapping is."""
        wrapped = self._wrapped.get(key_id)
        if wrapped is None:
            return None
        try:
            return self._ring.unwrap(wrapped, context=wrap_context(key_id))
        except SealBrokenError as error:
            raise ContactBrokenError from error

    def put(self, key_id: str, key: bytes) -> None:
        """Keep a data key, wrapped by the current master key."""
        wrapped = self._ring.wrap(key, context=wrap_context(key_id))
        with self._database.transaction() as tx:
            tx.execute(_PUT, {"key_id": key_id, "wrapped": wrapped})


class ContactSeal:
    """The port `Seal`."""

    def open(self, contact: SealedContact, key: bytes) -> Contact:
        """Return the contact in clear; raises `ContactBrokenError`."""
        try:
            plaintext = open_sealed(key, contact.ciphertext, context=seal_context(contact.dossier))
            document = orjson.loads(plaintext)
        except (SealBrokenError, orjson.JSONDecodeError) as error:
            raise ContactBrokenError from error
        if not isinstance(document, dict):
            raise ContactBrokenError
        return contact_from_document(document)


def open_kept(tx: Transaction, ring: KeyRing, sealed: Sequence[SealedContact]) -> list[Contact]:
    """Return those contacts in clear whose keys are here; nothing is fetched."""
    rows = tx.execute(_READ, {"key_ids": [one.key_id for one in sealed]}).all()
    wrapped, seal = {row.key_id: row.wrapped for row in rows}, ContactSeal()
    opened = []
    for one in sealed:
        with suppress(KeyError, SealBrokenError, ContactBrokenError):
            key = ring.unwrap(wrapped[one.key_id], context=wrap_context(one.key_id))
            opened.append(seal.open(one, key))
    return opened


def contact_index(ring: KeyRing, contact: Contact) -> str | None:
    """Return what stands for a contact where the same citizen must be found again.

    It is that of the mailbox, else of the mobile number; None for who left neither.
    """
    if contact.mailbox is not None:
        return ring.email_index(contact.mailbox)
    number = contact.mobile.number
    return None if number is None else ring.blind_index("phone", number)


def seal_context(dossier: str) -> str:
    """Return what binds a sealed contact to its dossier, as intake sealed it."""
    return f"contact/{dossier}"


def wrap_context(key_id: str) -> str:
    """Return what binds a wrapped key to its id."""
    return f"contact_key/{key_id}"
