"""Who files a dossier, and for whom; personal data, so no repr shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from typing import Any, Self


@unique
class ApplicantKind(StrEnum):
    """What kind of person files."""

    CITIZEN = "citizen"  # a natural person, known by the personal id number
    ORGANISATION = "organisation"  # an enterprise or other body, known by its tax code


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where somebody lives: `commune` is the official code of the unit, five digits."""

    commune: str | None = None
    street: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person or body named in a dossier; `phone` in E.164.

    `authority` is the paper by which an applicant may act, set on the one acted for.
    """

    kind: ApplicantKind
    name: str = field(repr=False)
    id_number: str | None = field(default=None, repr=False)
    tax_code: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    address: Address = field(default_factory=Address, repr=False)
    authority: str | None = field(default=None, repr=False)

    @property
    def reachable(self) -> bool:
        """Tell whether a message can be sent to them."""
        return self.phone is not None or self.email is not None

    @property
    def key(self) -> str:
        """Return by what people of this kind are known: the first of `identities`."""
        citizen = self.kind is ApplicantKind.CITIZEN
        return f"id:{self.id_number}" if citizen else f"tax:{self.tax_code}"

    @property
    def identities(self) -> tuple[str, ...]:
        """Return by what they are known when they come back: `id:…`, `tax:…`."""
        return identities_of(self.id_number, self.tax_code)

    def to_document(self) -> dict[str, Any]:
        """Return the person as it stands in JSON, without what is not known."""
        document: dict[str, Any] = {"kind": self.kind.value, "name": self.name}
        plain = {
            "id_number": self.id_number,
            "tax_code": self.tax_code,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "phone": self.phone,
            "email": self.email,
            "authority": self.authority,
        }
        document |= {name: value for name, value in plain.items() if value is not None}
        address = {"commune": self.address.commune, "street": self.address.street}
        known = {name: value for name, value in address.items() if value is not None}
        return document | ({"address": known} if known else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a person back from JSON."""
        birth_date = document.get("birth_date")
        return cls(
            kind=ApplicantKind(document["kind"]),
            name=document["name"],
            id_number=document.get("id_number"),
            tax_code=document.get("tax_code"),
            birth_date=date.fromisoformat(birth_date) if birth_date else None,
            phone=document.get("phone"),
            email=document.get("email"),
            address=Address(**document.get("address", {})),
            authority=document.get("authority"),
        )


def identities_of(id_number: str | None, tax_code: str | None) -> tuple[str, ...]:
    """Return the keys under which a person's dossiers are found."""
    known = ((f"id:{id_number}", id_number), (f"tax:{tax_code}", tax_code))
    return tuple(key for key, value in known if value)
