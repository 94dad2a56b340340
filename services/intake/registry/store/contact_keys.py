"""Contact data are sealed with a key per dossier; the keys lie wrapped by the master key."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from chassis import crypto
from contracts.events.intake import ContactSet
from services.intake.registry.domain.applicant import Person
from services.intake.registry.ports import SealedContact
from services.intake.registry.store.tables import contact_key


class ContactSealer:
    """The port `Contacts`: AES-256-GCM with a fresh key a dossier."""

    def __init__(self, ring: crypto.KeyRing, new_id: Callable[[], UUID]) -> None:
        self._ring = ring
        self._new_id = new_id

    def seal(self, code: str, applicant: Person, language: str) -> SealedContact:
        """Seal name, e-mail, phone and language."""
        key_id, key = str(self._new_id()), crypto.new_data_key()
        contact = {
            "name": applicant.name,
            "email": applicant.email,
            "phone": applicant.phone,
            "language": language,
        }
        ciphertext = sealed_contact(key, contact, about=code)
        return SealedContact(
            event=ContactSet(code=code, key_id=key_id, ciphertext=ciphertext),
            wrapped_key=self._ring.wrap(key, context=_key_context(key_id)),
        )


class PgContactKeys:
    """The port `ContactKeys` on one transaction."""

    def __init__(self, tx: Connection, ring: crypto.KeyRing) -> None:
        self._tx = tx
        self._ring = ring

    def get(self, key_id: str) -> bytes | None:
        """Return the key unwrapped."""
        wrapped = self._tx.execute(
            select(contact_key.c.wrapped).where(contact_key.c.key_id == key_id)
        ).scalar_one_or_none()
        return (
            None if wrapped is None else self._ring.unwrap(wrapped, context=_key_context(key_id))
        )


def sealed_contact(key: bytes, contact: Mapping[str, str | None], *, about: str) -> str:
    """Return a contact sealed for letters about a dossier, or about `draft/<id>`."""
    return crypto.seal(key, orjson.dumps(contact), context=contact_context(about))


def contact_context(about: str) -> str:
    """Return what binds a sealed contact to what letters are about; who opens it says the same."""
    return f"contact/{about}"


def key_document(key: bytes) -> dict[str, str]:
    """Return a key as another service gets it."""
    return {"key": base64.b64encode(key).decode()}


def _key_context(key_id: str) -> str:
    return f"contact_key/{key_id}"
