"""Whose accounts an alert's event names: those who read it in their list that day."""

from __future__ import annotations

from dataclasses import replace

from kernel.rights import Confidentiality, Ground, Role, Standing
from services.routing.lateness.domain.ladder import Addressee, Audience
from services.routing.lateness.usecases.climb_ladder import accounts_of
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.task import Task
from tests.unit.routing.fake_colleagues import InMemoryColleagues
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, officer, opened

TASK: Task = opened()[0].tasks[0]
DAY = MONDAY.date()
HEAD = Addressee(audience=Audience.HEAD, agency=COMMUNE)
UNIT = Addressee(audience=Audience.UNIT, agency=COMMUNE)


def one(account: str, *roles: Role, agency: str = COMMUNE) -> Colleague:
    return Colleague(actor=officer(*roles, subject=account, agency=agency))


def placed(account: str, role: Role, ground: Ground) -> Colleague:
    """Return somebody of another agency who is placed at the commune for a time."""
    there = Standing(agency=COMMUNE, roles=frozenset({role}), ground=ground)
    actor = officer(Role.OFFICER, subject=account, agency=INSURANCE)
    return Colleague(actor=replace(actor, standings=(*actor.home, there)))


def told(
    to: Addressee, *known: Colleague, kept: Confidentiality = Confidentiality.ORDINARY
) -> list[str]:
    return list(accounts_of(to, TASK, kept, InMemoryColleagues(*known), DAY))


def test_of_a_unit_those_who_may_do_the_step() -> None:
    """No signer, nobody of another agency; who is seconded only where it is no secret."""
    known = (
        one("officer-1", Role.OFFICER),
        one("head-1", Role.HEAD),
        one("insurer-1", Role.OFFICER, agency=INSURANCE),
        placed("sent-1", Role.OFFICER, Ground.SECONDED),
    )

    assert told(UNIT, *known) == ["officer-1", "sent-1"]
    assert told(UNIT, *known, kept=Confidentiality.CONFIDENTIAL) == ["officer-1"]


def test_of_an_agency_its_head_and_who_acts_for_the_head() -> None:
    """An officer of the agency, or the head of another, is told nothing."""
    known = (
        one("officer-1", Role.OFFICER),
        one("head-1", Role.HEAD),
        one("head-2", Role.HEAD, agency=INSURANCE),
        placed("deputy-1", Role.HEAD, Ground.DELEGATED),
    )

    assert told(HEAD, *known) == ["deputy-1", "head-1"]


def test_an_officer_who_left_or_is_not_in_the_register_is_nobody() -> None:
    """The alert stands in the list all the same; what goes by mail needs somebody in office."""
    own = Addressee(audience=Audience.OFFICER, agency=COMMUNE, officer="officer-1")
    here = one("officer-1", Role.OFFICER)
    left = Colleague(actor=replace(here.actor, standings=()))

    assert told(own, here, one("officer-2", Role.OFFICER)) == ["officer-1"]
    assert told(own, left) == []
    assert told(own) == []
