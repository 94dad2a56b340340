"""Who may do what with a task."""

from __future__ import annotations

import pytest

from kernel.errors import DomainError, ForbiddenError
from kernel.rights import Actor, Role
from services.routing.process.domain.process import StepRole
from services.routing.work.domain.errors import TaskUnknownError, WrongRoleError
from services.routing.work.domain.offering import (
    offered_actions,
    require_admitted,
    step_roles_of,
)
from services.routing.work.domain.task import Task, TaskEnd, claim, end_task
from tests.unit.routing.samples import MONDAY, Walk, officer, process_of

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
    assert step_roles_of(OFFICER) == {StepRole.DESK, StepRole.OFFICER}
    assert step_roles_of(HEAD) == {StepRole.APPROVER}
    assert step_roles_of(CITIZEN) == NONE


@pytest.mark.parametrize(
    ("actor", "offered"),
    [(OFFICER, ("claim",)), (APPROVER, ()), (HEAD, ()), (STRANGER, ()), (CITIZEN, ())],
)
def test_a_waiting_task_can_be_claimed_by_its_role(actor: Actor, offered: tuple[str, ...]) -> None:
    """And by nobody else."""
    assert offered_actions(verify(), PROCESS, NONE, actor) == offered


def test_the_owner_is_offered_the_endings_of_the_step() -> None:
    """Approve and refuse only to who may decide."""
    mine = claim(sign(), APPROVER.subject)

    assert offered_actions(mine, PROCESS, NONE, APPROVER) == (
        "approve",
        "refuse",
        "return",
        "release",
    )
    assert offered_actions(mine, PROCESS, NONE, HEAD) == ("release",)


def test_a_colleague_is_offered_nothing_on_a_task_that_is_held() -> None:
    """Only the head may free it."""
    held = claim(verify(), OFFICER.subject)

    assert offered_actions(held, PROCESS, NONE, officer(Role.OFFICER, subject="officer-2")) == ()
    assert offered_actions(held, PROCESS, NONE, HEAD) == ("release",)


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
    require_admitted(APPROVER, "approve", sign())
