"""The officers of one box: each role at every agency, once, and nobody who is real."""

from __future__ import annotations

from deploy.setup.first_officers import account_of, roll_of
from services.routing.officers.api.schemas import OfficerSchema

AGENCIES = [
    {"code": "H56.STP", "kind": "department-of-justice", "valid_from": "2025-07-01"},
    {"code": "H56.14797", "kind": "commune", "valid_from": "2026-01-01"},
]


def test_every_agency_has_somebody_of_each_role() -> None:
    """By the accounts that demonstration tokens are made for; none works before it began."""
    people = list(roll_of(AGENCIES))

    assert {one["account"] for one in people} == {
        account_of(role, agency["code"])
        for role in ("officer", "approver", "head")
        for agency in AGENCIES
    }
    assert {one["first_day"] for one in people} == {"2025-07-01", "2026-01-01"}
    assert len({one["name"] for one in people}) == len(people)


def test_the_register_takes_every_line() -> None:
    """As the route for one takes it."""
    loaded = [OfficerSchema().load(one) for one in roll_of(AGENCIES)]

    assert [account for account, _ in loaded][:2] == ["officer-H56.14797", "approver-H56.14797"]
    assert all(len(profile.roles) == 1 for _, profile in loaded)
