"""The contact of a dossier is opened for one delivery."""

from __future__ import annotations

from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.ports import KeySource, Seal, StoredKeys


def open_contact(
    contact: SealedContact, *, keys: StoredKeys, source: KeySource, seal: Seal
) -> Contact:
    """Return the contact in clear, fetching its key from intake the first time.

    Must run outside any transaction: the fetch is an HTTP call. Raises `ContactErasedError`,
    `ContactBrokenError`, and `UnavailableError` when intake cannot be reached.
    """
    key = keys.get(contact.key_id)
    if key is None:
        key = source.fetch(contact.key_id)
        keys.put(contact.key_id, key)
    return seal.open(contact, key)
