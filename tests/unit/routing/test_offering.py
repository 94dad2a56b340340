"""Who may do what with a task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import DomainError, ForbiddenError
from kernel.process import StepRole
from kernel.rights import Actor, Confidentiality, Ground, Role, Standing
from services.routing.work.domain.errors import TaskUnknownError, WrongRoleError
from services.routing.work.domain.offering import (
    offered_actions,
    require_admitted,
)
from services.routing.work.domain.scope import step_roles_at
from services.routing.work.domain.task import Task, TaskEnd, claim, end_task
from tests.unit.routing.samples import COMMUNE, MONDAY, Walk, officer, process_of

ORDINARY, CONFIDENTIAL = Confidentiality.ORDINARY, Confidentiality.CONFIDENTIAL
PROCESS = process_of()
NONE: frozenset[str] = frozenset()
OFFICER = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
HEAD = officer(Role.HEAD, subject="head-1")
STRANGER = officer(Role.OFFICER, Role.APPROVER, Role.HEAD, agency="H56.15000")
CITIZEN = officer(Role.CITIZEN, agency=None)


def verify() -> Task:
    return Walk().case.tasks[0]


def sign() -> Task:
    walk = Walk()
    walk.end("complete")
    return walk.case.tasks[-1]


def test_the_roles_of_steps_follow_from_the_roles_of_people() -> None:
    """Officers work at desks and in divisions, approvers and heads sign."""
    assert step_roles_at(OFFICER, COMMUNE, ORDINARY) == {StepRole.DESK, StepRole.OFFICER}
    assert step_roles_at(HEAD, COMMUNE, ORDINARY) == {StepRole.APPROVER}
    assert step_roles_at(CITIZEN, COMMUNE, ORDINARY) == NONE
    assert step_roles_at(OFFICER, "H56.STP", ORDINARY) == NONE


@pytest.mark.parametrize(
    ("actor", "offered"),
    [(OFFICER, ("claim",)), (APPROVER, ()), (HEAD, ("assign",)), (STRANGER, ()), (CITIZEN, ())],
)
def test_a_waiting_task_can_be_claimed_by_its_role(actor: Actor, offered: tuple[str, ...]) -> None:
    """And by nobody else; the head says who does it."""
    assert offered_actions(verify(), PROCESS, NONE, actor) == offered


def test_the_owner_is_offered_the_endings_of_the_step() -> None:
    """Approve and refuse only to who may decide."""
    mine = claim(sign(), APPROVER.subject)

    assert offered_actions(mine, PROCESS, NONE, APPROVER) == (
        "approve",
        "refuse",
        "return",
        "propose-supplement",
        "transfer",
        "release",
    )
    assert offered_actions(mine, PROCESS, NONE, HEAD) == ("release", "assign")
    assert offered_actions(sign(), PROCESS, NONE, HEAD) == ("claim", "assign")


def test_a_colleague_is_offered_nothing_on_a_task_that_is_held() -> None:
    """Only the head may free it, or give it to somebody."""
    held = claim(verify(), OFFICER.subject)

    assert offered_actions(held, PROCESS, NONE, officer(Role.OFFICER, subject="officer-2")) == ()
    assert offered_actions(held, PROCESS, NONE, HEAD) == ("release", "assign")


def test_an_ended_task_offers_nothing() -> None:
    """Not even to who ended it."""
    over = end_task(claim(verify(), "officer-1"), TaskEnd.COMPLETE, at=MONDAY, officer="officer-1")

    assert offered_actions(over, PROCESS, NONE, OFFICER) == ()


@pytest.mark.parametrize(
    ("actor", "action", "error"),
    [
        (CITIZEN, "claim", ForbiddenError),
        (STRANGER, "claim", TaskUnknownError),
        (APPROVER, "claim", WrongRoleError),
        (HEAD, "complete", WrongRoleError),
        (OFFICER, "approve", ForbiddenError),
        (STRANGER, "refuse", TaskUnknownError),
        (STRANGER, "assign", TaskUnknownError),
        (OFFICER, "assign", ForbiddenError),
        (HEAD, "transfer", WrongRoleError),
    ],
)
def test_rights_come_before_everything_else(
    actor: Actor, action: str, error: type[DomainError]
) -> None:
    """Another agency's task does not exist; a colleague's is only forbidden."""
    with pytest.raises(error):
        require_admitted(actor, action, verify())


def test_an_officer_may_work_and_a_head_may_release() -> None:
    """The two ways in."""
    require_admitted(OFFICER, "claim", verify())
    require_admitted(HEAD, "release", verify())
    require_admitted(HEAD, "assign", verify())
    require_admitted(APPROVER, "approve", sign())
    with pytest.raises(DomainError):
        require_admitted(OFFICER, "approve", sign())


def placed(ground: Ground, *roles: Role) -> Actor:
    """Return an officer of an outside agency who is placed at the commune today."""
    home = officer(Role.OFFICER, agency="H56.THUE", subject="guest-1")
    there = Standing(agency=COMMUNE, roles=frozenset(roles), ground=ground)
    return replace(home, standings=(*home.home, there))


def test_who_signs_in_anothers_place_decides_and_who_is_seconded_does_not() -> None:
    """The token says officer of an outside agency; the register adds the rest."""
    delegate, guest = (
        placed(Ground.DELEGATED, Role.APPROVER),
        placed(Ground.SECONDED, Role.OFFICER),
    )

    require_admitted(delegate, "approve", sign())
    require_admitted(guest, "claim", verify())
    with pytest.raises(WrongRoleError):
        require_admitted(guest, "approve", sign())
    with pytest.raises(WrongRoleError):
        require_admitted(delegate, "claim", verify())


def test_a_confidential_task_does_not_exist_for_who_is_seconded() -> None:
    """But it does for who signs in another's place: somebody must."""
    with pytest.raises(TaskUnknownError):
        require_admitted(placed(Ground.SECONDED, Role.OFFICER), "claim", verify(), CONFIDENTIAL)
    require_admitted(placed(Ground.DELEGATED, Role.HEAD), "approve", sign(), CONFIDENTIAL)


def test_whom_the_register_places_nowhere_finds_no_task() -> None:
    """Out of office, with a token that is still good."""
    with pytest.raises(TaskUnknownError):
        require_admitted(replace(OFFICER, standings=()), "claim", verify())
