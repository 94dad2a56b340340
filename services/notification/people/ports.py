"""What is needed to know whom to tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from services.notification.people.domain.contact import Addressee, Contact, SealedContact


class Addressees(Protocol):
    """Who is told about which dossier, and in which language; each call is of many dossiers."""

    def put_languages(self, languages: Mapping[str, str]) -> None:
        """Keep the languages the applicants chose, by dossier."""
        ...

    def put_contacts(self, contacts: Sequence[SealedContact]) -> None:
        """Keep contacts; a later one of the same dossier replaces an earlier one."""
        ...

    def erase_contacts(self, dossiers: Collection[str]) -> None:
        """Erase the contacts of dossiers and the keys that open them."""
        ...

    def forget(self, abouts: Collection[str]) -> None:
        """Forget whom letters would be for, with the keys that open their contacts."""
        ...

    def known(self, dossiers: Collection[str]) -> Mapping[str, Addressee]:
        """Return what is known of the addressees of dossiers; who is not there is unknown."""
        ...

    def contacts(self, dossiers: Collection[str]) -> Mapping[str, SealedContact]:
        """Return the contacts of dossiers, of those that have one (yet)."""
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
