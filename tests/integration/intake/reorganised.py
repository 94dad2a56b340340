"""Agencies that end, begin or are switched on, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.succession import Successor
from services.intake.catalogue.usecases.publish_agencies import publish_agencies
from tests.integration.intake.office import COMMUNE, Office, shipped

NEIGHBOUR = "H56.14812"
OTHER = "H56.14758"
LAST = date(2026, 11, 22)
"""The day before the Monday on which the tests' clock stands."""


def agency(code: str, **changes: Any) -> Agency:  # noqa: ANN401 -- fields of an agency
    """Return a shipped agency with changes."""
    return replace(next(one for one in shipped().agencies if one.code == code), **changes)


def to(code: str, **rules: tuple[str, ...]) -> Successor:
    """Return a successor."""
    return Successor(agency=code, **rules)


def published(office: Office, *agencies: Agency) -> None:
    """Publish agencies as the catalogue would; processes that remember forget."""
    parts = office.parts
    with parts.database.transaction() as tx:
        publish_agencies(agencies, agencies=parts.agencies(tx), events=parts.events(tx))
    parts.memory._kept.clear()


def merged(office: Office, into: str = NEIGHBOUR) -> None:
    """End the tests' commune with the neighbour as its only successor."""
    published(office, agency(COMMUNE, valid_to=LAST, successors=(to(into),)))


def told(old: str, new: str) -> Mapping[str, Any]:
    """Return what an answer says of a redirection."""
    name = agency(new).name
    return {
        "from": old,
        "to": new,
        "text": {
            "vi": f"Cơ quan {old} đã được sắp xếp lại; nay là {name} ({new}).",
            "en": f"The agency {old} was reorganised; now it is {name} ({new}).",
        },
    }
