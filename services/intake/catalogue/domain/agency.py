"""An agency of the province and whom it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Any, Self

from kernel.office_hours import STANDARD_HOURS, OfficeHours, office_hours_from_document


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
    `valid_to` is the last day in being.
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
    successor: str | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether the agency exists on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def serves(self, commune: str | None) -> bool:
        """Tell whether the commune lies in the agency's area; the whole province always does."""
        return not self.area or (commune is not None and commune in self.area)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read an agency from its checked document."""
        valid_to, hours = document.get("valid_to"), document.get("office_hours")
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
            successor=document.get("successor"),
        )
