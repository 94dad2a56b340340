"""The table of rights: default deny, and what confidentiality and placement take away."""

from __future__ import annotations

from itertools import product

import pytest

from kernel.errors import ForbiddenError, NotFoundError
from kernel.rights import (
    STAFF,
    Action,
    Actor,
    Confidentiality,
    Ground,
    Relation,
    Role,
    allows,
    require,
    roles_for,
)
from kernel.visibility import ALL, Part, visible_parts

ORDINARY, CONFIDENTIAL = Confidentiality.ORDINARY, Confidentiality.CONFIDENTIAL
CELLS = list(product(Role, Action, Relation, Ground))
# What a role may do at all. A change here is a decision.
AT_MOST = {
    Role.CITIZEN: {
        Action.FILE_DOSSIER,
        Action.READ_DOSSIER,
        Action.SUBMIT_SUPPLEMENT,
        Action.WITHDRAW_DOSSIER,
        Action.CHANGE_DELIVERY,
        Action.ANSWER_DRAFT,
        Action.WRITE_MESSAGE,
        Action.RATE_DOSSIER,
        Action.READ_INBOX,
        Action.GRANT_MANDATE,
        Action.READ_MANDATE,
        Action.KEEP_DRAFT,
    },
    Role.OFFICER: {
        Action.PROPOSE_AMENDMENT,
        Action.READ_AMENDMENTS,
        Action.GRANT_MANDATE,
        Action.READ_MANDATE,
        Action.SEARCH_MANDATES,
        Action.RECEIVE_AT_DESK,
        Action.READ_DOSSIER,
        Action.SEARCH_DOSSIERS,
        Action.ACCEPT_DOSSIER,
        Action.REFUSE_DOSSIER,
        Action.REQUEST_SUPPLEMENT,
        Action.SUBMIT_SUPPLEMENT,
        Action.READ_DESK_ALERTS,
        Action.READ_DESK_QUEUE,
        Action.READ_DESK_PAYMENTS,
        Action.CALL_APPLICANT,
        Action.ANSWER_DRAFT,
        Action.HAND_OVER_RESULT,
        Action.CORRECT_RECEPTION,
        Action.WRITE_MESSAGE,
        Action.READ_WORKLIST,
        Action.READ_CASE,
        Action.WORK_TASK,
        Action.WRITE_APOLOGY,
        Action.READ_VIOLATIONS,
        Action.KEEP_STAFF_MAIL,
    },
    Role.SUPERVISOR: {
        Action.READ_CASE,
        Action.READ_DOSSIER,
        Action.SEARCH_DOSSIERS,
        Action.READ_REPORT,
        Action.READ_REGISTER,
        Action.READ_VIOLATIONS,
        Action.READ_RISKS,
    },
    Role.ADMIN: {
        Action.READ_AMENDMENTS,
        Action.READ_REPORT,
        Action.KEEP_REFERENCE_DATA,
        Action.KEEP_OFFICERS,
        Action.KEEP_LADDERS,
        Action.MEND_EVENTS,
    },
}
# A program gives nobody's mandate and fills in no forms by and by.
AT_MOST[Role.PARTNER] = AT_MOST[Role.CITIZEN] - {
    Action.GRANT_MANDATE,
    Action.READ_MANDATE,
    Action.KEEP_DRAFT,
    Action.READ_INBOX,
}
# A specialised system answers what it was asked; no person does that for it.
AT_MOST[Role.PARTNER] |= {Action.ANSWER_ENQUIRY}
AT_MOST[Role.APPROVER] = AT_MOST[Role.OFFICER] | {
    Action.DECIDE_TASK,
    Action.SETTLE_ON_THE_SPOT,
    Action.CORRECT_ERROR,
    Action.MOVE_RECEPTION,
}
AT_MOST[Role.HEAD] = AT_MOST[Role.APPROVER] | {
    Action.READ_RISKS,
    Action.READ_REPORT,
    Action.READ_REGISTER,
    Action.OVERRIDE_SUPPLEMENT,
    Action.SUSPEND_DOSSIER,
    Action.SIGN_APOLOGY,
    Action.ERASE_DOSSIER,
    Action.ASSIGN_TASK,
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_does_what_stands_here_and_nothing_else(role: Role) -> None:
    """In its best relation, on any ground."""
    found = {
        action
        for action, relation, ground in product(Action, Relation, Ground)
        if allows({role}, action, relation, ground)
    }

    assert found == AT_MOST[role]


def test_without_a_role_nothing_is_allowed() -> None:
    """Default deny."""
    assert not any(allows((), action, relation, ground) for _, action, relation, ground in CELLS)


def test_an_administrator_reads_no_dossier() -> None:
    """Who keeps the system does not keep the people's papers."""
    assert not any(
        allows({Role.ADMIN}, Action.READ_DOSSIER, relation, ground, kept)
        for relation, ground, kept in product(Relation, Ground, Confidentiality)
    )


def test_confidentiality_and_placement_only_take_away() -> None:
    """Nothing is allowed for a confidential dossier, or to a guest, that is not for others."""
    for role, action, relation, ground in CELLS:
        open_ = allows({role}, action, relation, ground, ORDINARY)
        assert open_ or not allows({role}, action, relation, ground, CONFIDENTIAL)
        home = allows({role}, action, relation, Ground.HOME)
        assert home or not allows({role}, action, relation, ground)


def test_a_confidential_dossier_is_known_to_its_owner_and_its_agencies_alone() -> None:
    """And to who filed it for them; no supervisor, nobody seconded, no search by a name."""
    readers = {
        (relation, ground)
        for role, relation, ground in product(Role, Relation, Ground)
        if allows({role}, Action.READ_DOSSIER, relation, ground, CONFIDENTIAL)
    }
    working = (Relation.RECEIVING, Relation.COMPETENT, Relation.LEG)

    assert readers == {
        (Relation.OWNER, Ground.HOME),
        (Relation.MANDATED, Ground.HOME),
        *product(working, (Ground.HOME, Ground.DELEGATED)),
    }
    assert not any(
        allows({role}, Action.SEARCH_DOSSIERS, relation, ground, CONFIDENTIAL)
        for role, relation, ground in product(Role, Relation, Ground)
    )


def test_reading_does_not_depend_on_which_of_its_agencies_one_is_at() -> None:
    """The query of lists rests on this: one key an agency finds all its dossiers."""
    for action in (Action.READ_DOSSIER, Action.SEARCH_DOSSIERS):
        for role, ground, kept in product(Role, Ground, Confidentiality):
            where = (Relation.RECEIVING, Relation.COMPETENT, Relation.LEG)
            answers = {allows({role}, action, one, ground, kept) for one in where}
            assert len(answers) == 1


def test_the_door_lets_everybody_in_whom_a_delegation_may_have_made_a_signer() -> None:
    """The gateway does not know the register."""
    assert roles_for(Action.DECIDE_TASK) == STAFF
    assert roles_for(Action.KEEP_OFFICERS) == {Role.ADMIN}


def test_what_one_may_not_know_of_is_not_there() -> None:
    """404 for a foreign thing, 403 for the wrong role."""
    officer = Actor(subject="o", roles=frozenset({Role.OFFICER}), agency="H56.1")
    with pytest.raises(NotFoundError):
        require(officer, Action.ACCEPT_DOSSIER, Relation.NONE)
    with pytest.raises(ForbiddenError):
        require(officer, Action.KEEP_OFFICERS, Relation.NONE)


@pytest.mark.parametrize("kept", list(Confidentiality))
def test_only_who_may_read_sees_a_part(kept: Confidentiality) -> None:
    """Every cell."""
    for role, relation, ground in product(Role, Relation, Ground):
        seen = visible_parts({role}, relation, ground, kept)
        assert bool(seen) == allows({role}, Action.READ_DOSSIER, relation, ground, kept)


def test_parts() -> None:
    """Owners and deciding agencies see all, others what they need."""
    assert visible_parts({Role.CITIZEN}, Relation.OWNER) == ALL
    assert visible_parts({Role.OFFICER}, Relation.RECEIVING) == ALL
    assert Part.CONTACT not in visible_parts({Role.OFFICER}, Relation.LEG)
    assert Part.ACCESSES not in visible_parts({Role.OFFICER}, Relation.RECEIVING, Ground.SECONDED)
    overseen = visible_parts({Role.SUPERVISOR}, Relation.OVERSEEING)
    assert overseen.isdisjoint({Part.IDENTITY, Part.CONTACT, Part.FORM, Part.DOCUMENTS})
    assert visible_parts({Role.SUPERVISOR}, Relation.OVERSEEING, kept=CONFIDENTIAL) == frozenset()
