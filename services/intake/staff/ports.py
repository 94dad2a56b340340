"""What the use cases of this area need from outside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from contracts.events.routing import DelegationSet, OfficerSet, SecondmentSet
from kernel.standing import Office
from services.intake.staff.domain.known_officer import KnownOfficer


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerName:
    """The name of an account's officer, as it stands since the state of `changed_at`."""

    name: str = field(repr=False)
    changed_at: datetime


class StaffCopies(Protocol):
    """The copies, for writing."""

    def put_officer(self, officer: OfficerSet) -> None:
        """Keep an officer's newest state; the name is asked for anew."""
        ...

    def put_delegation(self, delegation: DelegationSet) -> None:
        """Keep a delegation's newest state."""
        ...

    def put_secondment(self, secondment: SecondmentSet) -> None:
        """Keep a secondment's newest state."""
        ...

    def unnamed(self, limit: int) -> Sequence[str]:
        """Return accounts whose name was not heard since their last change."""
        ...

    def put_names(self, names: Mapping[str, OfficerName]) -> None:
        """Keep names by account."""
        ...


class Staff(Protocol):
    """The copies, as rights and the timeline read them."""

    def office(self, account: str, on: date) -> Office | None:
        """Return what is known of an account, with the placements of a day."""
        ...

    def known(self, accounts: Collection[str]) -> Mapping[str, KnownOfficer]:
        """Return names and posts of those accounts that are officers'."""
        ...


class OfficerRegister(Protocol):
    """The owner of the register, asked for what no event carries."""

    def names_of(self, accounts: Sequence[str]) -> Mapping[str, OfficerName]:
        """Return the names by account, of those that are officers'; raises `UnavailableError`."""
        ...
