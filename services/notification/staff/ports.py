"""What staff mail needs: the rows, the register, what waits for the morning, codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.notification.people.domain.contact import Contact
from services.notification.people.ports import Marks
from services.notification.staff.domain.staff_mail import StaffMail


@dataclass(frozen=True, slots=True, kw_only=True)
class InOffice:
    """What the register says of somebody in office today; without `last_day` for good."""

    name: str | None = field(default=None, repr=False)
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAlert:
    """What an officer is told of in the morning, as a line keeps it (`facts`)."""

    account: str
    event_id: UUID
    template: str
    template_version: int
    facts: Mapping[str, object]
    told_at: datetime


class Register(Protocol):
    """The register of officers; routing keeps it."""

    def in_office(self, account: str, on: date) -> InOffice | None:
        """Return what it says of an account, None where nobody of it is in office that day.

        Call it with no transaction open. Raises `UnavailableError`.
        """
        ...


class StaffMails(Protocol):
    """The mail of officers, one an account."""

    def find(self, account: str) -> StaffMail | None:
        """Return the mail of an account."""
        ...

    def lock(self, account: str) -> StaffMail | None:
        """Return it, to ourselves until the transaction ends, also where there is none yet."""
        ...

    def of(self, accounts: Collection[str]) -> Sequence[StaffMail]:
        """Return the mail of accounts, of those that have one."""
        ...

    def save(self, mail: StaffMail) -> None:
        """Keep it in place of what was known of the account."""
        ...

    def delete(self, account: str) -> None:
        """Forget it, and what waits for it."""
        ...

    def left(self, today: date) -> Sequence[StaffMail]:
        """Return the mail of some whose last day is over, locked."""
        ...

    def undelivered(self, mail: StaffMail) -> datetime | None:
        """Return when the last letter to it was found to reach nobody, None where it did."""
        ...

    def codes_sent(self, account: str, address: str) -> Sequence[datetime]:
        """Return when the account, or the address, was sent codes lately."""
        ...

    def note_code(self, account: str, address: str, now: datetime) -> None:
        """Note that one is sent, and forget those of long ago."""
        ...


class Contacts(Protocol):
    """Addresses, sealed by ourselves under a key of their own."""

    def keep(self, about: str, contact: Contact, *, agreed_at: datetime) -> None:
        """Seal a contact and keep it."""
        ...

    def open(self, about: str) -> Contact | None:
        """Return a contact in clear, None where there is none."""
        ...

    def forget(self, about: str) -> None:
        """Erase a contact with its key."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an act of an officer about their mail is done with, in one transaction."""

    mails: StaffMails
    contacts: Contacts
    marks: Marks
    now: datetime


class Codes(Protocol):
    """Makes codes; none is ever kept."""

    def code_of(self, challenge: UUID) -> str:
        """Return the code of a challenge."""
        ...


class WaitingAlerts(Protocol):
    """What waits for the mail of the morning."""

    def add(self, alerts: Sequence[WaitingAlert], due_at: datetime) -> int:
        """Let alerts wait; what waits already is passed over. Return how many are new."""
        ...

    def drop(self, template: str, dossier: str) -> int:
        """Drop what waits of this template about a dossier; return how many lines."""
        ...

    def take_due(self, now: datetime) -> Sequence[WaitingAlert]:
        """Take out what is due of some officers, all of each, by account and time."""
        ...
