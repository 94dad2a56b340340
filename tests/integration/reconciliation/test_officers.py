"""A copy of an officer that was lost would let somebody read on: it is found and mended."""

from __future__ import annotations

import pytest

from services.reporting.reconciliation.domain.divergence import Remedy
from services.reporting.reconciliation.domain.invariant import Invariant
from tests.integration.reconciliation.province import Province
from tests.integration.reconciliation.test_damage import check

_COPIES = "SELECT account, agency, roles, last_day FROM officer ORDER BY account"
_HEARD = "subject LIKE 'officer/%' AND source = 'routing'"


def entered(province: Province) -> str:
    """Enter an officer who stays a month, and let everybody hear of it; return the subject."""
    body = {
        "account": "head-7",
        "name": "Lê Thị Hạnh",
        "post": "Chủ tịch",
        "agency": "H56.14797",
        "roles": ["head", "officer"],
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
    }
    headers = {"Idempotency-Key": "officer-7", "Authorization": "Bearer gateway:admin"}
    answer = (
        province.apps["routing"].test_client().post("/admin/officers", json=body, headers=headers)
    )
    assert answer.status_code == 201, answer.get_data(as_text=True)
    province.pump()
    province.age()
    return f"officer/{answer.get_json()['id']}"


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM officer", "UPDATE officer SET last_day = NULL"],
    ids=["lost", "changed"],
)
def test_a_copy_that_is_not_the_owners_is_found_and_mended(
    province: Province, damage: str
) -> None:
    """By having the officer said again."""
    subject = entered(province)
    before = province.sql("reporting", _COPIES)
    province.sql("reporting", damage)

    report = check(province)
    repaired = check(province, frozenset({Remedy.RE_OPEN}))

    assert [(one.invariant, one.kind, one.id) for one in report.found] == [
        (Invariant.I3, "officer", subject)
    ]
    assert repaired.left == ()
    assert province.sql("reporting", _COPIES) == before != []


def test_officers_of_before_there_was_a_copy_are_heard_by_themselves(province: Province) -> None:
    """The migration forgets that they were heard; the hourly run has them said again."""
    entered(province)
    before = province.sql("reporting", _COPIES)
    province.sql("reporting", "DELETE FROM officer")
    province.sql("reporting", f"DELETE FROM inbox WHERE {_HEARD} AND status = 'done'")  # noqa: S608 -- constants

    report = check(province, frozenset({Remedy.RE_EMIT}))

    assert {one.kind for one in report.mended} == {"events not heard", "officer"}
    assert report.left == ()
    assert province.sql("reporting", _COPIES) == before != []
