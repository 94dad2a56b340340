"""Which posts nobody holds: at home, placed elsewhere, with other duties, away for a day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.process import StepRole
from kernel.rights import Actor, Confidentiality, Ground, Role, Standing
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.vacancy import Post, vacancies
from tests.unit.routing.samples import COMMUNE, INSURANCE, officer

WORK = Post(role=StepRole.OFFICER, field="HT", kept=Confidentiality.ORDINARY, agencies=(COMMUNE,))
SIGN = replace(WORK, role=StepRole.APPROVER)
SECRET = replace(WORK, kept=Confidentiality.CONFIDENTIAL)


def colleague(*roles: Role, **more: Any) -> Colleague:
    return Colleague(actor=officer(*roles), **more)


def placed(ground: Ground, *roles: Role) -> Colleague:
    home = Standing(agency=INSURANCE, roles=frozenset({Role.OFFICER}))
    here = Standing(agency=COMMUNE, roles=frozenset(roles), ground=ground)
    actor = Actor(
        subject="guest", roles=frozenset(roles), agency=INSURANCE, standings=(home, here)
    )
    return Colleague(actor=actor)


@pytest.mark.parametrize(
    ("there", "post", "held"),
    [
        ((), WORK, False),
        ((colleague(Role.OFFICER),), WORK, True),
        ((colleague(Role.OFFICER),), replace(WORK, role=StepRole.DESK), True),
        ((colleague(Role.OFFICER),), SIGN, False),
        ((colleague(Role.APPROVER),), SIGN, True),
        ((colleague(Role.HEAD),), SIGN, True),
        ((colleague(Role.APPROVER),), WORK, False),
        ((placed(Ground.SECONDED, Role.OFFICER),), WORK, True),
        ((placed(Ground.SECONDED, Role.OFFICER),), SECRET, False),
        ((placed(Ground.DELEGATED, Role.APPROVER),), SIGN, True),
        ((colleague(Role.OFFICER, fields=frozenset({"DD"})),), WORK, False),
        ((colleague(Role.OFFICER, fields=frozenset({"DD", "HT"})),), WORK, True),
        ((colleague(Role.OFFICER, away=True),), WORK, True),
    ],
    ids=[
        "nobody",
        "an officer",
        "an officer at the desk",
        "an officer does not sign",
        "an approver signs",
        "a head signs",
        "an approver does no officer's step",
        "seconded",
        "seconded, but the dossiers are confidential",
        "signing delegated",
        "duties in another field alone",
        "duties in this field too",
        "away for the day",
    ],
)
def test_a_post_is_held_by_who_may_do_the_step(
    there: tuple[Colleague, ...], post: Post, *, held: bool
) -> None:
    """As the table of rights and the roster of the day say."""
    assert (list(vacancies([post], there)) == []) is held


def test_only_the_agencies_where_nobody_is_are_named() -> None:
    """In the order they were asked in; a post held everywhere is not mentioned."""
    asked = replace(WORK, agencies=("H56.2", COMMUNE, "H56.1"))

    found = list(vacancies([asked, replace(WORK, field="DD")], [colleague(Role.OFFICER)]))

    assert found == [replace(WORK, agencies=("H56.2", "H56.1"))]
