"""The worklist in PostgreSQL: order, pages, filters, counts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.events.clock import DossierReplanned
from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.unit.routing.samples import COMMUNE, MONDAY, leg, officer, step

OFFICER = officer(Role.OFFICER)
BOTH = officer(Role.OFFICER, Role.APPROVER)


def follow(suite: Suite, limit: int) -> list[dict[str, Any]]:
    """Read all pages by their links."""
    path, items = f"/worklist?limit={limit}", []
    while True:
        reply = suite.get(path, OFFICER)
        items += reply.get_json()["items"]
        link = reply.headers.get("Link")
        if link is None:
            return items
        found = re.fullmatch(r'<(\?.+)>; rel="next"', link)
        assert found
        path = f"/worklist{found[1]}"


def open_cases(suite: Suite, count: int) -> None:
    """Open cases on different hours, their dossiers due at one instant."""
    for number in range(count):
        suite.hear(accepted(f"H56.14797-261102-{number:04d}"))
        suite.clock.advance(minutes=7)


def test_pages_hold_every_task_once_and_in_order(suite: Suite) -> None:
    """The least slack in front, equals as they came, whatever the size of the page."""
    suite.hear_reference()
    open_cases(suite, 7)

    whole = suite.worklist(OFFICER, "?limit=100")

    assert [item["dossier"][-1] for item in whole] == list("0123456")
    for limit in (1, 2, 3, 6, 7):
        assert follow(suite, limit) == whole


def test_tasks_without_a_date_come_last_and_are_paged_too(suite: Suite) -> None:
    """A step beyond the calendar, of a dossier without a due date."""
    endless: dict[str, object] = {
        "legs": [leg("registration", [step("s", hours=9000)], hours=9000)]
    }
    suite.hear_reference(endless)
    for number in range(3):
        dossier = accepted(f"H56.14797-261102-000{number}", {"registration": COMMUNE})
        suite.hear(replace(dossier, due_at=None))

    assert [item["due_at"] for item in follow(suite, 1)] == [None] * 3
    assert [item["slack_working_minutes"] for item in follow(suite, 2)] == [None] * 3


def test_role_status_and_dossier_narrow_the_list(suite: Suite) -> None:
    """Only what the officer may see anyway."""
    suite.hear_reference()
    open_cases(suite, 2)
    suite.do(OFFICER, "complete")
    suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim")

    def steps(actor: Any, query: str) -> list[str]:  # noqa: ANN401
        return [item["step"] for item in suite.worklist(actor, query)]

    assert sorted(steps(BOTH, "")) == ["sign", "verify"]
    assert steps(BOTH, "?role=approver") == ["sign"]
    assert steps(BOTH, "?status=claimed") == ["verify"]
    assert steps(BOTH, "?status=waiting&role=officer") == []
    assert steps(OFFICER, "?role=approver") == []
    (item,) = suite.worklist(BOTH, "?dossier=H56.14797-261102-0000")
    assert item["dossier"] == "H56.14797-261102-0000"
    assert steps(BOTH, "?dossier=H56.14797-261102-0009") == []


@pytest.mark.parametrize(
    "query",
    ["?limit=0", "?limit=1000000000", "?role=king", "?status=ended", "?cursor=x", "?sort=due_at"],
)
def test_a_bad_query_is_refused(suite: Suite, query: str) -> None:
    """With the field named."""
    reply = suite.get(f"/worklist{query}", OFFICER)

    assert reply.status_code == 422
    assert reply.get_json()["errors"][0]["pointer"] == "/" + query[1:].partition("=")[0]


@pytest.mark.parametrize(
    "actor",
    [officer(Role.CITIZEN, agency=None), officer(Role.OFFICER, agency=None), officer(Role.ADMIN)],
)
def test_a_worklist_is_for_officers_of_an_agency(suite: Suite, actor: Any) -> None:  # noqa: ANN401
    """Nobody else has one."""
    assert suite.get("/worklist", actor).status_code == 403


def test_open_tasks_are_counted_by_role_and_status(suite: Suite) -> None:
    """For the gauge."""
    suite.hear_reference()
    open_cases(suite, 3)
    suite.do(OFFICER, "complete")
    suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim")

    assert suite.routing.count_open() == {
        ("officer", "waiting"): 1,
        ("officer", "claimed"): 1,
        ("approver", "waiting"): 1,
    }


def test_views_show_what_is_mine_what_is_the_units_and_one_field(suite: Suite) -> None:
    """A head sees every role of the agency; an officer what their roles can do."""
    suite.hear_reference()
    open_cases(suite, 3)
    suite.do(OFFICER, "complete")
    suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim")
    head = officer(Role.HEAD, subject="head-1")

    def steps(actor: Any, query: str) -> list[str]:  # noqa: ANN401
        return sorted(item["step"] for item in suite.worklist(actor, query))

    assert steps(OFFICER, "?view=mine") == ["verify"]
    assert steps(OFFICER, "?view=unit") == ["verify", "verify"]
    assert steps(head, "?view=unit") == ["sign", "verify", "verify"]
    assert steps(head, "") == ["sign"]
    assert steps(head, "?view=head") == steps(OFFICER, "?view=head") == []
    assert steps(head, "?view=unit&field=HT") == ["sign", "verify", "verify"]
    assert steps(head, "?view=unit&field=XD") == []


def test_the_list_stands_in_the_order_of_legal_slack(suite: Suite) -> None:
    """What has least time left on its way to the legal date is first, and moves with that date.

    The steps are due at one instant by their own terms.
    """
    suite.hear_reference()
    codes = [f"H56.14797-261102-000{number}" for number in range(3)]
    for code, days in zip(codes, (14, 28, 21), strict=True):
        suite.hear(replace(accepted(code), due_at=MONDAY + timedelta(days=days)))

    def listed() -> list[str]:
        found = suite.worklist(OFFICER)
        slack = [item["slack_working_minutes"] for item in found]
        assert slack == sorted(slack)
        pages = follow(suite, 1)
        assert [one["task"] for one in pages] == [one["task"] for one in found]
        return [item["dossier"][-1] for item in found]

    before = listed()
    suite.hear(
        DossierReplanned(
            code=codes[1],
            procedure=PROCEDURE,
            receiving_agency=COMMUNE,
            competent_agency=COMMUNE,
            clock="term",
            old_at=MONDAY + timedelta(days=28),
            new_at=MONDAY + timedelta(days=7),
            provisional=False,
            calendar="vn",
            calendar_version=2,
            ground="Thông báo 1/TB",
            replanned_at=MONDAY,
        )
    )

    assert before == ["0", "2", "1"]
    assert listed() == ["1", "0", "2"]
    # 5 days of 8 hours less 5 + 3 hours here (the agency has 8) and 56 behind.
    assert suite.worklist(OFFICER)[0]["slack_working_minutes"] == 5 * 480 - 8 * 60 - 56 * 60
    assert suite.get("/worklist/counters", OFFICER).get_json()["no_slack"] == 1


def test_counters_come_at_once_and_only_when_they_changed(suite: Suite) -> None:
    """Of a head's agency all of it; the same entity tag is answered without a body."""
    suite.hear_reference()
    open_cases(suite, 3)
    suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim")
    head = officer(Role.HEAD, subject="head-1")
    first = suite.get("/worklist/counters", OFFICER)
    headers = suite._headers(OFFICER, "gateway") | {"If-None-Match": first.headers["ETag"]}
    again = suite.client.get("/worklist/counters", headers=headers)
    suite.clock.advance(days=1)
    late = suite.get("/worklist/counters", head)

    assert first.get_json() == {
        "mine": 1,
        "unit": 3,
        "late": 0,
        "no_slack": 0,
        "due_today": 3,
        "unassigned": 2,
        "for_head": 0,
        "alerts": 0,
    }
    assert (again.status_code, again.data) == (304, b"")
    assert late.get_json() | {"mine": 0} == late.get_json()
    assert (late.get_json()["late"], late.get_json()["due_today"]) == (3, 0)
    citizen = officer(Role.CITIZEN, agency=None)
    assert suite.get("/worklist/counters", citizen).status_code == 403
