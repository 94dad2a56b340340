"""What the routes of the area answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kernel.standing import Office
from kernel.working_time import in_vietnam
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.officer import Officer, Placement
from services.routing.officers.ports import Entry
from services.routing.process.domain.agency import Agency


def name_document(officer: Officer, agency: Agency | None) -> dict[str, Any]:
    """Return what an officer is called, the days in office, and of which state of the entry."""
    span = officer.profile.span
    return {
        "account": officer.account,
        "name": officer.profile.name,
        "post": officer.profile.post,
        "unit": agency and agency.name,
        "first_day": span.first.isoformat(),
        "last_day": span.last and span.last.isoformat(),
        "changed_at": officer.changed_at.isoformat(),
    }


def line_document(officer: Officer) -> dict[str, Any]:
    """Return an officer in a list."""
    profile = officer.profile
    return {
        "id": str(officer.id),
        "account": officer.account,
        "name": profile.name,
        "post": profile.post,
        "agency": profile.agency,
        "roles": sorted(profile.roles),
        "first_day": profile.span.first.isoformat(),
        "last_day": profile.span.last.isoformat() if profile.span.last else None,
        "version": officer.version,
    }


def officer_document(entry: Entry, changes: Sequence[Change]) -> dict[str, Any]:
    """Return an officer with placements and history."""
    return line_document(entry.officer) | {
        "placements": [_placement_document(one) for one in entry.placements],
        "arrangements": [
            {
                "id": str(one.id),
                "kind": one.kind.value,
                "cover": str(one.cover) if one.cover else None,
                "fields": sorted(one.fields),
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
                "ground": one.ground,
            }
            for one in entry.arrangements
        ],
        "history": [
            {
                "at": in_vietnam(change.at).isoformat(timespec="seconds"),
                "by": change.by,
                "action": change.action,
                "version": change.version,
                "data": change.data,
            }
            for change in changes
        ],
    }


def roster_document(
    agency: str, on: date, found: Sequence[tuple[Officer, Office]]
) -> dict[str, Any]:
    """Return who stands at an agency on a day, each standing a line."""
    items = []
    for officer, office in found:
        who = {
            "officer": str(officer.id),
            "account": officer.account,
            "name": office.name,
            "post": office.post,
        }
        if office.agency == agency:
            items.append(who | {"roles": sorted(office.roles), "ground": "home"})
        items += [
            who | {"roles": sorted(place.roles), "ground": place.ground.value}
            for place in office.placements
            if place.agency == agency
        ]
    return {"agency": agency, "on": on.isoformat(), "items": items}


def _placement_document(placement: Placement) -> dict[str, Any]:
    return {
        "id": str(placement.id),
        "kind": placement.kind.value,
        "officer": str(placement.officer),
        "delegator": str(placement.delegator) if placement.delegator else None,
        "agency": placement.agency,
        "roles": sorted(placement.roles),
        "first_day": placement.first_day.isoformat(),
        "last_day": placement.last_day.isoformat(),
        "ground": placement.ground,
    }
