"""What an administrator has to do about people of an agency that ends."""

from __future__ import annotations

import pytest

from kernel.rights import Actor, Ground, Role, Standing
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.left_people import LeftPerson, Todo, left_people
from tests.unit.routing.samples import COMMUNE

NEW, ELSEWHERE = "H56.14812", "H56.BHXH"
OFFICER, APPROVER = frozenset({Role.OFFICER}), frozenset({Role.APPROVER})


def at(agency: str, roles: frozenset[Role] = OFFICER, ground: Ground = Ground.HOME) -> Standing:
    return Standing(agency=agency, roles=roles, ground=ground)


def left(*standings: Standing) -> list[LeftPerson]:
    actor = Actor(subject="o-1", roles=OFFICER, agency=COMMUNE, standings=standings)
    return list(left_people([Colleague(actor=actor)], COMMUNE, {NEW}))


@pytest.mark.parametrize(
    ("standings", "todo", "missing"),
    [
        ([at(COMMUNE)], Todo.PLACE, (Role.OFFICER,)),
        ([at(COMMUNE), at(ELSEWHERE)], Todo.PLACE, (Role.OFFICER,)),
        ([at(COMMUNE), at(NEW, OFFICER, Ground.SECONDED)], Todo.SETTLE, ()),
        (
            [at(COMMUNE, OFFICER | APPROVER), at(NEW, OFFICER, Ground.SECONDED)],
            Todo.ADD_ROLES,
            (Role.APPROVER,),
        ),
        (
            [at(ELSEWHERE), at(COMMUNE, OFFICER, Ground.SECONDED)],
            Todo.SECOND_ANEW,
            (Role.OFFICER,),
        ),
        (
            [at(ELSEWHERE), at(COMMUNE, APPROVER, Ground.DELEGATED)],
            Todo.DELEGATE_ANEW,
            (Role.APPROVER,),
        ),
    ],
)
def test_each_place_says_what_is_to_be_done(
    standings: list[Standing], todo: Todo, missing: tuple[Role, ...]
) -> None:
    """Own post, post for a time, roles that are less, sent from elsewhere, delegated."""
    (found,) = left(*standings)

    assert (found.todo, found.missing) == (todo, missing)


def test_who_works_at_the_successor_for_good_is_not_listed() -> None:
    """Entered there, with all they had: nothing is left to do."""
    assert left(at(NEW, OFFICER | APPROVER), at(COMMUNE, APPROVER, Ground.DELEGATED)) == []


def test_a_post_and_a_delegation_are_two_places() -> None:
    """Each has its own end."""
    found = left(at(COMMUNE), at(COMMUNE, APPROVER, Ground.DELEGATED))

    assert [one.todo for one in found] == [Todo.PLACE, Todo.DELEGATE_ANEW]
