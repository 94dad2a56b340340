"""How actors stand to dossiers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Ground, Relation, Role, Standing
from kernel.visibility import ALL
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import (
    Readership,
    owns,
    reader_keys,
    readership,
    relations,
    require_right,
    require_role,
    visible,
)
from tests.unit.intake.registry.samples import COMMUNE, actor, dossier

OWNER = actor(Role.CITIZEN, subject="citizen-1")
ABOUT = replace(actor(Role.CITIZEN), id_number="038190000001")
OFFICER = actor(Role.OFFICER, agency=COMMUNE)
DECIDER = actor(Role.APPROVER, agency="H56.STP")


SUPERVISOR = actor(Role.SUPERVISOR, agency="H56")


def looking_down(who: Actor, *over: str) -> Actor:
    """Return a supervisor as the tree of agencies places them."""
    return replace(who, standings=(replace(who.home[0], over=frozenset(over)),))


def placed(agency: str, ground: Ground, *roles: Role) -> Actor:
    """Return an officer of another agency, placed at `agency` today."""
    there = Standing(agency=agency, roles=frozenset(roles), ground=ground)
    home = actor(Role.OFFICER, agency="H56.THUE")
    return replace(home, standings=(*home.home, there))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (OFFICER, {Relation.RECEIVING, Relation.LEG, Relation.OVERSEEING}),
        (DECIDER, {Relation.COMPETENT, Relation.LEG, Relation.OVERSEEING}),
        (looking_down(SUPERVISOR, "H56.STP"), {Relation.OVERSEEING}),
        (SUPERVISOR, set()),
        (actor(Role.SUPERVISOR), set()),
        (actor(Role.CITIZEN), set()),
        (actor(Role.OFFICER, agency="H56.STC"), set()),
        (replace(OFFICER, standings=()), set()),
    ],
)
def test_relations(who: Actor, expected: set[Relation]) -> None:
    """By the agencies one stands at, and the tree below them; a code's beginning says nothing."""
    assert {relation for relation, _ in relations(who, dossier())} == expected


def test_owners_are_known_by_account_and_identity() -> None:
    """Whoever filed it, and whom it is about."""
    assert owns(OWNER, dossier())
    assert owns(ABOUT, dossier())
    assert not owns(OFFICER, dossier())


def test_keys_meet_for_those_who_may_read() -> None:
    """A reader finds a dossier by a key both have."""
    keys = set(reader_keys(dossier()))

    assert keys == {
        "sub:citizen-1",
        "id:038190000001",
        "agency:H56.14797",
        "agency:H56.STP",
    }
    for who in (OWNER, ABOUT, OFFICER, DECIDER):
        assert keys & set(readership(who).keys)
    assert not keys & set(readership(actor(Role.CITIZEN)).keys)


def test_a_role_without_the_right_has_no_key() -> None:
    """An administrator of an agency reads no dossiers; staff do not read by their account."""
    assert readership(actor(Role.ADMIN, agency=COMMUNE)).keys == ()
    assert readership(OFFICER).keys == ("agency:H56.14797",)
    assert readership(OFFICER).ordinary == ()


def test_supervisors_and_the_seconded_find_ordinary_dossiers_only() -> None:
    """Who signs in another's place finds all of that agency."""
    over = looking_down(SUPERVISOR, COMMUNE)
    guest = placed(COMMUNE, Ground.SECONDED, Role.OFFICER)
    signer = placed(COMMUNE, Ground.DELEGATED, Role.APPROVER)

    assert readership(over) == Readership(keys=(), ordinary=("agency:H56", "agency:H56.14797"))
    assert readership(guest) == Readership(
        keys=("agency:H56.THUE",), ordinary=("agency:H56.14797",)
    )
    assert readership(signer).keys == ("agency:H56.THUE", "agency:H56.14797")


def test_a_search_finds_nothing_confidential_and_nothing_one_owns() -> None:
    """By name or number one learns what one works on."""
    both = replace(actor(Role.OFFICER, Role.CITIZEN, agency=COMMUNE), id_number="038190000001")

    assert readership(both, Action.SEARCH_DOSSIERS) == Readership(
        keys=(), ordinary=("agency:H56.14797",)
    )
    assert readership(OWNER, Action.SEARCH_DOSSIERS) == Readership(keys=())


def test_a_confidential_dossier_is_not_there_for_a_guest() -> None:
    """404, and no part of it is seen."""
    kept = replace(dossier(), confidential=True)
    guest = placed(COMMUNE, Ground.SECONDED, Role.OFFICER)

    with pytest.raises(DossierNotFoundError):
        require_right(guest, Action.ACCEPT_DOSSIER, kept)
    require_right(guest, Action.ACCEPT_DOSSIER, dossier())
    assert visible(guest, kept) == visible(looking_down(SUPERVISOR, COMMUNE), kept) == frozenset()
    assert visible(OFFICER, kept) == visible(OWNER, kept) == ALL


def test_a_foreign_dossier_is_not_there_and_a_foreign_right_is_refused() -> None:
    """404 where the actor may not know of it, 403 where only the act is not theirs."""
    with pytest.raises(DossierNotFoundError):
        require_right(actor(Role.OFFICER, agency="H56.STC"), Action.ACCEPT_DOSSIER, dossier())
    with pytest.raises(ForbiddenError):
        require_right(DECIDER, Action.ACCEPT_DOSSIER, dossier())
    with pytest.raises(ForbiddenError):
        require_role(OWNER, Action.ACCEPT_DOSSIER)
    require_right(OFFICER, Action.ACCEPT_DOSSIER, dossier())


def test_an_officer_rates_the_own_dossier() -> None:
    """Who works at the agency may be its citizen too."""
    both = replace(actor(Role.OFFICER, Role.CITIZEN, agency=COMMUNE), id_number="038190000001")

    require_right(both, Action.RATE_DOSSIER, dossier())
    with pytest.raises((ForbiddenError, DossierNotFoundError)):
        require_right(replace(both, id_number="038190000002"), Action.RATE_DOSSIER, dossier())
