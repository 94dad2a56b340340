"""What is shown of a person to those who do not need the whole of it.

Somebody on the telephone can still compare an end (`0******678`); nobody can write it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.visibility import Part
from services.intake.registry.domain.delivery import Delivery

_HIDDEN = "***"
_COUNTRY = "+84"
_LAST = 3


def masked_number(number: str) -> str:
    """Return a phone, id number or tax code with its first and its last three digits.

    A phone in E.164 is shown as it is dialled in the country.
    """
    dialled = "0" + number.removeprefix(_COUNTRY) if number.startswith(_COUNTRY) else number
    if len(dialled) <= _LAST + 1:
        return _HIDDEN
    return dialled[0] + "*" * (len(dialled) - _LAST - 1) + dialled[-_LAST:]


def masked_email(address: str) -> str:
    """Return an e-mail address with its first letter and its domain."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}{_HIDDEN}@{domain}"


def shown_person(document: Mapping[str, Any], seen: frozenset[Part]) -> dict[str, Any]:
    """Return a person's document with what is not among `seen` masked."""
    shown = dict(document)
    if Part.NAME not in seen:
        shown["name"] = _HIDDEN
    if Part.IDENTITY not in seen:
        shown |= {
            name: masked_number(shown[name]) for name in ("id_number", "tax_code") if name in shown
        }
        if "birth_date" in shown:
            shown["birth_date"] = f"{shown['birth_date'][:4]}-**-**"
    if Part.CONTACT not in seen:
        shown |= _masked_contact(shown)
    return shown


def shown_delivery(delivery: Delivery, seen: frozenset[Part]) -> dict[str, Any]:
    """Return how the result is wanted; where to is told to those who see contacts alone."""
    document = delivery.to_document()
    if "address" in document and Part.CONTACT not in seen:
        document["address"] = {**document["address"], "street": _HIDDEN, "postcode": None}
    return document


def _masked_contact(person: Mapping[str, Any]) -> dict[str, Any]:
    masked: dict[str, Any] = {}
    if "phone" in person:
        masked["phone"] = masked_number(person["phone"])
    if "email" in person:
        masked["email"] = masked_email(person["email"])
    if "street" in person.get("address", {}):
        masked["address"] = {**person["address"], "street": _HIDDEN}
    return masked
