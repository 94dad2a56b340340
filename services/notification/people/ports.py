"""What is needed to know whom to tell."""

from __future__ import annotations

from typing import Protocol

from services.notification.people.domain.contact import Contact, SealedContact


class Addressees(Protocol):
    """Who is told about a dossier, and in which language."""

    def put_language(self, dossier: str, language: str) -> None:
        """Keep the language the applicant chose."""
        ...

    def put_contact(self, contact: SealedContact) -> None:
        """Keep the contact of a dossier; a later one replaces it."""
        ...

    def erase_contact(self, dossier: str) -> None:
        """Erase the contact of a dossier and the key that opens it."""
        ...

    def language(self, dossier: str) -> str | None:
        """Return the language of a dossier's letters; None when none was said."""
        ...

    def contact(self, dossier: str) -> SealedContact | None:
        """Return the contact of a dossier; None when there is none (yet)."""
        ...


class StoredKeys(Protocol):
    """The data keys kept here, wrapped by this service's master key; no transaction is open."""

    def get(self, key_id: str) -> bytes | None:
        """Return the data key in clear; None when it is not here yet."""
        ...

    def put(self, key_id: str, key: bytes) -> None:
        """Keep a data key, wrapped."""
        ...


class KeySource(Protocol):
    """Where intake hands out the keys of its contacts."""

    def fetch(self, key_id: str) -> bytes:
        """Return the data key.

        Raises `ContactErasedError` when it does not exist any more, `UnavailableError` when
        intake cannot be reached.
        """
        ...


class Seal(Protocol):
    """Opens what intake sealed."""

    def open(self, contact: SealedContact, key: bytes) -> Contact:
        """Return the contact in clear; raises `ContactBrokenError`."""
        ...
