"""Contacts that were left with us and not with intake: sealed here, each by a key of its own."""

from __future__ import annotations

from datetime import datetime

import orjson
from sqlalchemy import text

from chassis.crypto import KeyRing, new_data_key, seal
from chassis.db import Transaction
from chassis.identifiers import new_id
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.sealed import open_kept, seal_context, wrap_context

_KEEP_KEY = text("INSERT INTO contact_key (key_id, wrapped) VALUES (:key_id, :wrapped)")


class OwnContacts:
    """Seals and opens them on one transaction, as they lie beside those of dossiers."""

    def __init__(self, tx: Transaction, ring: KeyRing) -> None:
        self._tx = tx
        self._ring = ring
        self._addressees = PgAddressees(tx)

    def keep(self, about: str, contact: Contact, *, agreed_at: datetime) -> None:
        """Seal a contact under a new key and keep both."""
        key, key_id = new_data_key(), str(new_id())
        document = {"name": contact.name, "email": contact.email}
        sealed = seal(key, orjson.dumps(document), context=seal_context(about))
        wrapped = self._ring.wrap(key, context=wrap_context(key_id))
        self._tx.execute(_KEEP_KEY, {"key_id": key_id, "wrapped": wrapped})
        kept = SealedContact(dossier=about, key_id=key_id, ciphertext=sealed, agreed_at=agreed_at)
        self._addressees.put_contacts([kept])

    def open(self, about: str) -> Contact | None:
        """Return a contact in clear, None where there is none or its key is gone."""
        sealed = list(self._addressees.contacts({about}).values())
        return next(iter(open_kept(self._tx, self._ring, sealed)), None)

    def forget(self, about: str) -> None:
        """Erase a contact with its key."""
        self._addressees.forget([about])
