"""Between rows and the objects of the register."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from kernel.collation import person_key
from kernel.rights import Role
from kernel.standing import Span
from services.routing.officers.domain.arrangement import Arrangement, ArrangementKind
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.officer import Officer, Placement, Profile


def officer_row(officer: Officer) -> dict[str, Any]:
    """Return the row of an officer."""
    profile = officer.profile
    return {
        "id": officer.id,
        "account": officer.account,
        "name": profile.name,
        "name_key": person_key(profile.name),
        "post": profile.post,
        "agency": profile.agency,
        "roles": sorted(profile.roles),
        "first_day": profile.span.first,
        "last_day": profile.span.last,
        "version": officer.version,
        "changed_at": officer.changed_at,
    }


def officer_from(row: Row[Any]) -> Officer:
    """Return the officer of a row."""
    return Officer(
        id=row.id,
        account=row.account,
        profile=Profile(
            name=row.name,
            post=row.post,
            agency=row.agency,
            roles=roles_from(row.roles),
            span=Span(first=row.first_day, last=row.last_day),
        ),
        version=row.version,
        changed_at=row.changed_at,
    )


def placement_row(placement: Placement) -> dict[str, Any]:
    """Return the row of a secondment or delegation."""
    row = {
        "id": placement.id,
        "officer": placement.officer,
        "agency": placement.agency,
        "roles": sorted(placement.roles),
        "first_day": placement.first_day,
        "last_day": placement.last_day,
        "ground": placement.ground,
    }
    return row if placement.delegator is None else row | {"delegator": placement.delegator}


def placement_from(row: Row[Any]) -> Placement:
    """Return the secondment or delegation of a row."""
    return Placement(
        id=row.id,
        officer=row.officer,
        agency=row.agency,
        roles=roles_from(row.roles),
        first_day=row.first_day,
        last_day=row.last_day,
        ground=row.ground,
        delegator=getattr(row, "delegator", None),
    )


def arrangement_row(arrangement: Arrangement) -> dict[str, Any]:
    """Return the row of an absence or duty."""
    return {
        "id": arrangement.id,
        "officer": arrangement.officer,
        "kind": arrangement.kind.value,
        "first_day": arrangement.first_day,
        "last_day": arrangement.last_day,
        "ground": arrangement.ground,
        "cover": arrangement.cover,
        "fields": sorted(arrangement.fields),
    }


def arrangement_from(row: Row[Any]) -> Arrangement:
    """Return the absence or duty of a row."""
    return Arrangement(
        id=row.id,
        officer=row.officer,
        kind=ArrangementKind(row.kind),
        first_day=row.first_day,
        last_day=row.last_day,
        ground=row.ground,
        cover=row.cover,
        fields=frozenset(row.fields),
    )


def change_row(change: Change) -> dict[str, Any]:
    """Return the row of a change."""
    return {
        "at": change.at,
        "by": change.by,
        "officer": change.officer,
        "action": change.action,
        "version": change.version,
        "data": dict(change.data),
    }


def roles_from(words: list[str]) -> frozenset[Role]:
    """Return the roles of an array."""
    return frozenset(map(Role, words))
