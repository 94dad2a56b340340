"""How actors stand to dossiers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, Role
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import (
    reader_keys,
    readership,
    relation,
    require_right,
    require_role,
)
from tests.unit.intake.registry.samples import COMMUNE, actor, dossier

OWNER = actor(Role.CITIZEN, subject="citizen-1")
ABOUT = replace(actor(Role.CITIZEN), id_number="038190000001")
OFFICER = actor(Role.OFFICER, agency=COMMUNE)
DECIDER = actor(Role.APPROVER, agency="H56.STP")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (OWNER, Relation.OWNER),
        (ABOUT, Relation.OWNER),
        (OFFICER, Relation.RECEIVING),
        (DECIDER, Relation.COMPETENT),
        (actor(Role.SUPERVISOR, agency="H56"), Relation.OVERSEEING),
        (actor(Role.SUPERVISOR, agency="H5"), Relation.NONE),
        (actor(Role.SUPERVISOR), Relation.NONE),
        (actor(Role.CITIZEN), Relation.NONE),
        (actor(Role.OFFICER, agency="H56.STC"), Relation.NONE),
    ],
)
def test_relations(who: Actor, expected: Relation) -> None:
    """By account, identity, agency or the tree of agencies; `H5` is not above `H56`."""
    assert relation(who, dossier()) is expected


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
    assert readership(actor(Role.OFFICER, agency=COMMUNE)).under is None


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
