"""What the use cases of this area need from outside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from contracts.events import Event
from kernel.standing import Office
from services.routing.officers.domain.arrangement import Arrangement
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.officer import Officer, Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerQuery:
    """Which officers: of an agency, of an account; the page after an id."""

    agency: str | None = None
    account: str | None = None
    after: UUID | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An officer with their secondments, the delegations they gave and got, and their days."""

    officer: Officer
    placements: Sequence[Placement]
    arrangements: Sequence[Arrangement] = ()


class Officers(Protocol):
    """The officers with what places them elsewhere."""

    def add(self, officer: Officer) -> None:
        """Keep a new officer; raises `AccountTakenError`."""
        ...

    def lock(self, officer: UUID) -> Officer | None:
        """Return an officer whom nobody else changes until the transaction ends."""
        ...

    def save(self, officer: Officer) -> None:
        """Keep a changed officer."""
        ...

    def find(self, officer: UUID) -> Entry | None:
        """Return an officer with all that belongs to them."""
        ...

    def of_accounts(self, accounts: Sequence[str]) -> Sequence[Officer]:
        """Return the officers of these accounts, of those that are officers'."""
        ...

    def page(self, query: OfficerQuery) -> Sequence[Officer]:
        """Return officers by id."""
        ...

    def put_placement(self, placement: Placement) -> None:
        """Keep a secondment or delegation, in place of what was known of it."""
        ...

    def put_arrangement(self, arrangement: Arrangement) -> None:
        """Keep an absence or duty, in place of what was known of it."""
        ...

    def placements_left(self, officer: UUID, on: date) -> Sequence[Placement]:
        """Return what an officer still gives, or is given, on a day or later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOf:
    """A day of one officer: whether away, the account that covers, the fields of their duties."""

    away: bool = False
    cover: str | None = None
    fields: frozenset[str] = frozenset()


class Roll(Protocol):
    """The register, when many are entered at once."""

    def taken(self, accounts: Collection[str]) -> frozenset[str]:
        """Return which of these accounts are officers' already."""
        ...

    def unknown(self, agencies: Collection[str]) -> frozenset[str]:
        """Return which of these agencies were never published."""
        ...

    def enter(self, officers: Sequence[Officer], changes: Sequence[Change]) -> None:
        """Keep new officers and the record of it; raises `AccountTakenError`."""
        ...


class Register(Protocol):
    """The register as rights read it."""

    def office(self, account: str, on: date) -> Office | None:
        """Return what the register says of an account, with the placements of that day.

        A delegation counts while its delegator is in office with the role that is delegated.
        """
        ...

    def roster(self, agency: str, on: date) -> Sequence[tuple[Officer, Office]]:
        """Return who stands at an agency on a day, those placed there with them."""
        ...

    def everybody(self, on: date) -> Sequence[tuple[Officer, Office]]:
        """Return who is in office on a day, by account."""
        ...

    def days(self, accounts: Sequence[str], on: date) -> Mapping[str, DayOf]:
        """Return what is arranged for each of these accounts on a day; nothing: usual work."""
        ...


class Changes(Protocol):
    """Who changed what in the register; nothing is ever taken back."""

    def add(self, change: Change) -> None:
        """Record a change."""
        ...

    def of(self, officer: UUID) -> Sequence[Change]:
        """Return the changes of an officer, oldest first."""
        ...


class KnownAgencies(Protocol):
    """The agencies that were published."""

    def known(self, code: str) -> bool:
        """Tell whether there is such an agency."""
        ...


class Events(Protocol):
    """Where what happened is said; the outbox of the transaction."""

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        ...
