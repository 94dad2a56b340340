"""What is needed to know whom to tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.notification.people.domain.contact import Addressee, Contact, SealedContact
from services.notification.people.domain.officer import Learnt


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

    def put_indexes(self, indexes: Mapping[str, str]) -> None:
        """Keep the blind indexes of contacts that were opened, where none is kept."""
        ...

    def known(self, dossiers: Collection[str]) -> Mapping[str, Addressee]:
        """Return what is known of the addressees of dossiers; who is not there is unknown."""
        ...

    def contacts(self, dossiers: Collection[str]) -> Mapping[str, SealedContact]:
        """Return the contacts of dossiers, of those that have one (yet)."""
        ...


class Marks(Protocol):
    """What is known of addresses, each by its blind index."""

    def put(self, address: str, mark: str, at: datetime) -> bool:
        """Mark an address; False when such a mark holds already."""
        ...

    def of(self, address: str, now: datetime) -> frozenset[str]:
        """Return the marks of an address that hold now."""
        ...

    def since(self, address: str, mark: str, now: datetime) -> datetime | None:
        """Return since when an address is so marked, None where it is not (any more)."""
        ...

    def take_back(self, address: str, mark: str) -> None:
        """Take a mark away."""
        ...

    def erase(self, addresses: Collection[str]) -> None:
        """Forget everything that is known of addresses."""
        ...


class Mailboxes(Protocol):
    """What is known of mailboxes as letters go to them; no transaction is open."""

    def marks(self, mailbox: str) -> frozenset[str]:
        """Return the marks of a mailbox."""
        ...

    def stop_link(self, mailbox: str, kind: str, language: str) -> str:
        """Return where its owner stops messages of a kind."""
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


class OfficerNames(Protocol):
    """Where the names of officers are asked for, which no event carries (decision 0011)."""

    def of(self, accounts: Collection[str], dossiers: Collection[str] = ()) -> Learnt:
        """Return what accounts are called, and who is in charge of dossiers with their names.

        One call for all; no transaction is open.

        Raises nothing: without an answer there are fewer names.
        """
        ...


class Seal(Protocol):
    """Opens what intake sealed."""

    def open(self, contact: SealedContact, key: bytes) -> Contact:
        """Return the contact in clear; raises `ContactBrokenError`."""
        ...
