"""Who stands at an agency that ends, and what an administrator has to do about each of them.

Nobody is moved by a table: where somebody works is a decision about a person, with its ground.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from kernel.rights import Ground, Role
from services.routing.work.domain.assigning import Colleague


@unique
class Todo(StrEnum):
    """What is to be done about somebody's place at an agency that ends."""

    PLACE = "place"  # their own post is there and nothing at a successor: enter or second them
    ADD_ROLES = "add-roles"  # they are at a successor with less than they have here
    SETTLE = "settle"  # placed at a successor for a time: change their post for good
    SECOND_ANEW = "second-anew"  # sent here by another agency: send them to a successor, or end it
    DELEGATE_ANEW = "delegate-anew"  # what was delegated here ends: delegate at the successor


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPerson:
    """An account with roles at an agency that ends, and what is to be done.

    `missing` are roles held here and at no successor; they decide what open work stays theirs.
    """

    account: str
    ground: Ground
    roles: tuple[Role, ...]
    missing: tuple[Role, ...]
    todo: Todo


def left_people(
    there: Sequence[Colleague], agency: str, successors: Collection[str]
) -> Iterator[LeftPerson]:
    """Yield every place that somebody has at the agency, by account."""
    for one in there:
        taken = [place for place in one.actor.stands if place.agency in successors]
        new = frozenset(role for place in taken for role in place.roles)
        for place in one.actor.stands:
            if place.agency != agency:
                continue
            missing = place.roles - new
            if not missing and any(other.ground is Ground.HOME for other in taken):
                continue  # at home at a successor already, with all of it
            yield LeftPerson(
                account=one.actor.subject,
                ground=place.ground,
                roles=tuple(sorted(place.roles)),
                missing=tuple(sorted(missing)),
                todo=_todo(place.ground, missing, found=bool(taken)),
            )


def _todo(ground: Ground, missing: Collection[Role], *, found: bool) -> Todo:
    if ground is Ground.SECONDED:
        return Todo.SECOND_ANEW
    if ground is Ground.DELEGATED:
        return Todo.DELEGATE_ANEW
    if not found:
        return Todo.PLACE
    return Todo.ADD_ROLES if missing else Todo.SETTLE
