"""An agency of the province and whom it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Any, Self

from kernel.office_hours import STANDARD_HOURS, OfficeHours, office_hours_from_document
from services.intake.catalogue.domain.succession import Successor


@unique
class Tier(StrEnum):
    """The tier of government; two since 1 July 2025 (Decree 118/2025)."""

    PROVINCE = "province"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency: `code` as Decision 20/2020 art. 4 forms it, `commune` the official unit code.

    `kind` is a slug such as `commune`, `department`, `tax-office`; `area` lists the communes
    served, empty for the whole province; `calendar` is the id of the calendar of days off;
    `valid_to` is the last day in being, `successors` who takes over then. `online_from` is the
    first day of filing online; None: as long as it is there.
    """

    code: str
    name: str
    kind: str
    tier: Tier
    parent: str | None = None
    commune: str | None = None
    area: tuple[str, ...] = ()
    address: str | None = None
    phone: str | None = None
    calendar: str
    office_hours: OfficeHours = STANDARD_HOURS
    valid_from: date
    valid_to: date | None = None
    successors: tuple[Successor, ...] = ()
    online_from: date | None = None

    @property
    def successor(self) -> str | None:
        """Return the one that takes over everything; None where there are several or none."""
        whole = len(self.successors) == 1 and not self.successors[0].has_rule
        return self.successors[0].agency if whole else None

    def in_force(self, on: date) -> bool:
        """Tell whether the agency exists on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def ended(self, on: date) -> bool:
        """Tell whether its last day is over."""
        return self.valid_to is not None and self.valid_to < on

    def files_online(self, on: date) -> bool:
        """Tell whether the system is switched on there for filing online."""
        return self.online_from is None or self.online_from <= on

    def serves(self, commune: str | None) -> bool:
        """Tell whether the commune lies in the agency's area; the whole province always does."""
        return not self.area or (commune is not None and commune in self.area)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read an agency from its checked document."""
        valid_to, hours = document.get("valid_to"), document.get("office_hours")
        online_from = document.get("online_from")
        return cls(
            code=document["code"],
            name=document["name"],
            kind=document["kind"],
            tier=Tier(document["tier"]),
            parent=document.get("parent"),
            commune=document.get("commune"),
            area=tuple(document.get("area", ())),
            address=document.get("address"),
            phone=document.get("phone"),
            calendar=document["calendar"],
            office_hours=office_hours_from_document(hours) if hours else STANDARD_HOURS,
            valid_from=date.fromisoformat(document["valid_from"]),
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
            successors=_successors(document),
            online_from=date.fromisoformat(online_from) if online_from else None,
        )


def _successors(document: Mapping[str, Any]) -> tuple[Successor, ...]:
    whole = document.get("successor")
    if whole is not None:
        return (Successor(agency=whole),)
    return tuple(map(Successor.from_document, document.get("successors", ())))
