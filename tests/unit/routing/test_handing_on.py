"""A task goes from hand to hand, and always one officer answers for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import DomainError, StaleVersionError
from kernel.rights import Actor, Confidentiality, Ground, Role, Standing
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.errors import (
    ReasonMissingError,
    SameOwnerError,
    TakerMissingError,
    TakerUnfitError,
    TaskEndedError,
    TaskNotClaimedError,
    TaskTakenError,
    WrongRoleError,
)
from services.routing.work.domain.task import Task, TaskStatus
from services.routing.work.usecases.hand_on_task import hand_on_task
from tests.unit.routing.fake_colleagues import InMemoryColleagues
from tests.unit.routing.office import OFFICER, Office
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, officer

COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
SIGNER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
HEAD = officer(Role.HEAD, subject="head-1")
GUEST = replace(
    officer(Role.OFFICER, subject="guest-1", agency="H56.THUE"),
    standings=(Standing(agency=COMMUNE, roles=frozenset({Role.OFFICER}), ground=Ground.SECONDED),),
)
AWAY = officer(Role.OFFICER, subject="away-1")
PRESENT = InMemoryColleagues(
    *(Colleague(actor=actor) for actor in (OFFICER, COLLEAGUE, SIGNER, INSURER, GUEST)),
    Colleague(actor=AWAY, away=True),
)


@pytest.fixture
def office() -> Office:
    """Give an office with one case open, its first task held by the officer."""
    made = Office()
    made.open()
    made.claim(made.first().id, "1")
    return made


def hand(office: Office, action: str, actor: Actor, to: str | None, **more: Any) -> Task:
    """Hand on the one task as it stands, for a reason unless told otherwise."""
    version = more.pop("version", str(office.first().version))
    return hand_on_task(
        office.first().id,
        version,
        action,
        to=to,
        actor=actor,
        cases=office.cases,
        colleagues=PRESENT,
        history=office.history,
        events=office.events,
        clock=office.clock,
        **{"reason": "Nghỉ phép", **more},
    )


def test_the_owner_gives_a_task_to_a_colleague(office: Office) -> None:
    """Who answers for it from then on; the reason and both names stay with the task."""
    given = hand(office, "transfer", OFFICER, "officer-2")

    assert (given.status, given.assignee, given.version) == (TaskStatus.CLAIMED, "officer-2", 3)
    done = office.history.events[-1]
    assert (done.action, done.officer, done.taker) == ("transfer", "officer-1", "officer-2")
    assert done.note == "Nghỉ phép"
    with pytest.raises(TaskTakenError):
        office.end(given.id, "3")


def test_a_head_gives_what_waits_and_what_another_holds(office: Office) -> None:
    """The first without a reason: nothing is taken from anybody."""
    office.release(office.first().id, "2")

    waiting = hand(office, "assign", HEAD, "officer-2", reason=None)
    held = hand(office, "assign", HEAD, "guest-1")

    assert (waiting.assignee, held.assignee) == ("officer-2", "guest-1")
    assert [one.action for one in office.history.events[-2:]] == ["assign", "assign"]


@pytest.mark.parametrize(
    ("act", "to", "more", "error"),
    [
        (("transfer", OFFICER), None, {}, TakerMissingError),
        (("transfer", OFFICER), "officer-1", {}, SameOwnerError),
        (("transfer", OFFICER), "officer-2", {"reason": None}, ReasonMissingError),
        (("transfer", OFFICER), "officer-2", {"version": "1"}, StaleVersionError),
        (("transfer", COLLEAGUE), "officer-2", {}, TaskTakenError),
        (("transfer", HEAD), "officer-2", {}, WrongRoleError),
        (("transfer", OFFICER), "nobody", {}, TakerUnfitError),
        (("transfer", OFFICER), "away-1", {}, TakerUnfitError),
        (("transfer", OFFICER), "approver-1", {}, TakerUnfitError),
        (("transfer", OFFICER), "insurer-1", {}, TakerUnfitError),
        (("assign", HEAD), "officer-2", {"reason": None}, ReasonMissingError),
        (("assign", HEAD), "officer-1", {}, SameOwnerError),
        (("assign", HEAD), None, {}, TakerMissingError),
        (("assign", SIGNER), "officer-2", {}, WrongRoleError),
    ],
)
def test_what_is_wrong_leaves_the_task_where_it_is(
    office: Office,
    act: tuple[str, Actor],
    to: str | None,
    more: dict[str, Any],
    error: type[DomainError],
) -> None:
    """With its owner, its version and no line in its history."""
    before = office.first()

    with pytest.raises(error):
        hand(office, *act, to, **more)

    assert office.first() == before
    assert len(office.history.events) == 1


def test_what_nobody_holds_or_is_over_is_not_transferred(office: Office) -> None:
    """The head can still give the first; nobody the second."""
    office.release(office.first().id, "2")
    with pytest.raises(TaskNotClaimedError):
        hand(office, "transfer", OFFICER, "officer-2")

    office.claim(office.first().id, "3")
    over = office.end(office.first().id, "4")

    for action, actor in (("transfer", OFFICER), ("assign", HEAD)):
        with pytest.raises(TaskEndedError):
            hand_on_task(
                over.id,
                "5",
                action,
                to="officer-2",
                reason="Nghỉ phép",
                actor=actor,
                cases=office.cases,
                colleagues=PRESENT,
                history=office.history,
                events=office.events,
                clock=office.clock,
            )
    assert office.history.events[-1].action == "complete"


def test_a_confidential_task_is_not_given_to_who_is_seconded(office: Office) -> None:
    """Outside agencies do not know of it."""
    case = office.cases.cases[DOSSIER]
    office.cases.cases[DOSSIER] = replace(case, kept=Confidentiality.CONFIDENTIAL)

    with pytest.raises(TakerUnfitError):
        hand(office, "transfer", OFFICER, "guest-1")

    assert office.first().assignee == "officer-1"


def test_who_acts_for_the_head_takes_a_task_away_and_the_reason_stays(office: Office) -> None:
    """The token says officer of another agency; the delegation makes the difference."""
    there = Standing(agency=COMMUNE, roles=frozenset({Role.HEAD}), ground=Ground.DELEGATED)
    delegate = replace(officer(subject="deputy", agency="H56.THUE"), standings=(there,))

    released = office.release(office.first().id, "2", delegate, reason="Đi công tác")

    assert released.assignee is None
    assert office.history.events[-1].note == "Đi công tác"
