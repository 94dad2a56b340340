"""Where somebody stands on a day, by token and register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kernel.rights import Actor, Ground, Role, Standing
from kernel.standing import Office, Placement, Span, placed, standings

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
OFFICER = Actor(subject="o-1", roles=frozenset({Role.OFFICER}), agency="H56.THUE", name="token")
HOME = Standing(agency="H56.THUE", roles=frozenset({Role.OFFICER}))
IN_OFFICE = Office(
    agency="H56.THUE",
    roles=frozenset({Role.OFFICER}),
    span=Span(first=TODAY - 30 * DAY),
    name="Lê Thị Cán Bộ",
    post="Chuyên viên",
)


def placement(ground: Ground, *roles: Role, first: int = 0, last: int = 0) -> Placement:
    return Placement(
        agency="H56.PVHCC",
        roles=frozenset(roles),
        ground=ground,
        span=Span(first=TODAY + first * DAY, last=TODAY + last * DAY),
    )


def test_who_is_not_in_the_register_stands_where_the_token_says() -> None:
    """The issuer vouches for them."""
    assert standings(OFFICER, None, TODAY) == (HOME,)
    assert standings(replace(OFFICER, agency=None), None, TODAY) == ()


@pytest.mark.parametrize(
    ("first", "last", "stands"),
    [(0, 0, True), (-1, None, True), (1, None, False), (-9, -1, False)],
)
def test_an_office_has_its_days(first: int, last: int | None, stands: bool) -> None:  # noqa: FBT001 -- a column of the table
    """Both ends included; outside them a good token gives nothing."""
    span = Span(first=TODAY + first * DAY, last=None if last is None else TODAY + last * DAY)

    assert bool(standings(OFFICER, replace(IN_OFFICE, span=span), TODAY)) == stands


@pytest.mark.parametrize(
    "office",
    [
        replace(IN_OFFICE, agency="H56.STP"),
        replace(IN_OFFICE, roles=frozenset({Role.HEAD})),
    ],
)
def test_at_home_one_holds_what_both_token_and_register_give(office: Office) -> None:
    """Somebody moved, or lost a role, and the token does not know yet."""
    assert standings(OFFICER, office, TODAY) == ()


@pytest.mark.parametrize(
    ("first", "last", "there"), [(0, 0, True), (1, 2, False), (-2, -1, False)]
)
def test_a_secondment_has_its_days(first: int, last: int, there: bool) -> None:  # noqa: FBT001 -- the same
    """And adds to what one has at home."""
    seconded = placement(Ground.SECONDED, Role.OFFICER, first=first, last=last)
    found = standings(OFFICER, replace(IN_OFFICE, placements=(seconded,)), TODAY)

    assert (
        Standing(agency="H56.PVHCC", roles=frozenset({Role.OFFICER}), ground=Ground.SECONDED)
        in found
    ) == there
    assert HOME in found


def test_nobody_is_seconded_to_sign_nor_delegated_to_serve() -> None:
    """Whatever a copy says."""
    both = (
        placement(Ground.SECONDED, Role.APPROVER),
        placement(Ground.DELEGATED, Role.OFFICER, Role.SUPERVISOR),
    )

    assert standings(OFFICER, replace(IN_OFFICE, placements=both), TODAY) == (HOME,)


def test_the_register_names_its_officers() -> None:
    """And whom it does not know is as the token says."""
    known, unknown = placed(OFFICER, IN_OFFICE, TODAY), placed(OFFICER, None, TODAY)

    assert (known.name, known.post) == ("Lê Thị Cán Bộ", "Chuyên viên")
    assert (unknown.name, unknown.post, unknown.stands) == ("token", None, (HOME,))
