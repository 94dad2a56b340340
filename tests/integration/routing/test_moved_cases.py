"""Intake moved a dossier to the successor of an agency: queues, owners, slips, history follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.subscription import NotYet
from contracts.events.agency import DossierMoved
from contracts.events.result import DossierReopened
from kernel.rights import Actor, Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, agency
from tests.integration.routing.test_officers import Register, days
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, officer

NEW = "H56.14812"
CLERK = officer(Role.OFFICER, subject="o-1")
APPROVER = officer(Role.APPROVER, subject="a-1")
NEW_CLERK = officer(Role.OFFICER, subject="n-1", agency=NEW)
NEW_APPROVER = officer(Role.APPROVER, subject="n-2", agency=NEW)
NEW_HEAD = officer(Role.HEAD, subject="n-3", agency=NEW)
INSURER = officer(Role.OFFICER, subject="i-1", agency=INSURANCE)


def moved(old: str = COMMUNE, new: str = NEW) -> DossierMoved:
    return DossierMoved(
        code=DOSSIER,
        procedure=PROCEDURE,
        reorganisation="sap-xep-2026",
        from_agency=old,
        to_agency=new,
        receiving_agency=NEW,
        competent_agency=NEW,
        moved_at=MONDAY,
    )


@pytest.fixture
def register(suite: Suite) -> Register:
    """Give a register with an officer of the commune who holds the first task."""
    made = Register(suite)
    made.enter("o-1", "officer")
    suite.hear(agency(NEW), accepted())
    item = suite.worklist(CLERK)[0]
    assert suite.act(CLERK, item, "claim").status_code == 200
    return made


def case(suite: Suite) -> dict[str, Any]:
    found: dict[str, Any] = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()
    return found


def owner(suite: Suite, actor: Actor) -> list[tuple[str, str | None]]:
    return [(one["agency"], one["assignee"]) for one in suite.worklist(actor, "?view=unit")]


def test_without_a_post_at_the_successor_the_task_waits_there(register: Register) -> None:
    """Whoever works there claims it; the old desk has nothing; said again nothing changes."""
    suite = register.suite
    suite.hear(moved())
    first = owner(suite, NEW_HEAD)
    (task,) = suite.worklist(NEW_CLERK)
    suite.hear(moved())

    assert first == [(NEW, None)]
    assert suite.worklist(CLERK) == []
    assert suite.worklist(NEW_CLERK)[0]["etag"] == task["etag"]
    assert [leg["agency"] for leg in case(suite)["legs"]] == [NEW, INSURANCE]
    suite.do(NEW_CLERK, "complete")
    history = suite.get(f"/tasks/{task['task']}", NEW_CLERK).get_json()["history"]
    assert [one["action"] for one in history][:2] == ["claim", "moved"]


def test_who_is_placed_at_the_successor_keeps_the_task(register: Register) -> None:
    """Seconded ahead of the day, or entered there: the work goes on under the same hand."""
    suite = register.suite
    (who,) = suite.get("/admin/officers", officer(Role.ADMIN)).get_json()["items"]
    placed = register.place(who, "secondments", days(0, 30, "officer", agency=NEW))

    suite.hear(moved())

    assert placed.status_code == 201, placed.get_data(as_text=True)
    assert owner(suite, NEW_HEAD) == [(NEW, "o-1")]


def test_the_successors_plan_gives_the_task_to_somebody(register: Register) -> None:
    """Pushed to who is there; where nobody is, it is for the head."""
    suite = register.suite
    plan = f"/admin/assignment-plans/{NEW}"
    push = {"rules": [{"mode": "push"}]}
    register.send(plan, push, version=0, method="PUT", actor=NEW_HEAD)
    register.enter("n-1", "officer", agency=NEW)

    suite.hear(moved())

    assert owner(suite, NEW_HEAD) == [(NEW, "n-1")]


def test_nobody_to_push_to_means_the_head(register: Register) -> None:
    """The head's queue has it."""
    suite = register.suite
    plan = f"/admin/assignment-plans/{NEW}"
    push = {"rules": [{"mode": "push"}]}
    register.send(plan, push, version=0, method="PUT", actor=NEW_HEAD)

    suite.hear(moved())

    assert len(suite.worklist(NEW_HEAD, "?view=head")) == 1


def test_what_was_done_stays_and_what_is_given_back_goes_on_at_the_successor(
    register: Register,
) -> None:
    """The finished leg keeps its agency; a return to it is the successor's task and slip."""
    suite = register.suite
    suite.do(CLERK, "complete")
    suite.do(APPROVER, "approve")
    suite.hear(moved())
    before = case(suite)
    suite.do(INSURER, "return", {"reason": "Thiếu bản gốc"})
    after = case(suite)

    assert [leg["agency"] for leg in before["legs"]] == [COMMUNE, INSURANCE]
    assert [leg["agency"] for leg in after["legs"]] == [NEW, INSURANCE]
    assert [one["step"] for one in suite.worklist(NEW_APPROVER)] == ["sign"]
    (slip,) = suite.get("/handover-slips?side=to", NEW_CLERK).get_json()["items"]
    assert (slip["from_agency"], slip["to_agency"], slip["returned"]) == (INSURANCE, NEW, True)


def test_a_slip_nobody_took_is_for_the_successor(register: Register) -> None:
    """It confirms what was on its way; one that was taken says who took it."""
    suite = register.suite
    suite.do(CLERK, "complete")
    suite.do(APPROVER, "approve")
    suite.hear(moved(INSURANCE, NEW))

    (slip,) = suite.get("/handover-slips?side=to", NEW_CLERK).get_json()["items"]
    assert (slip["from_agency"], slip["to_agency"], slip["status"]) == (COMMUNE, NEW, "given")
    assert suite.get("/handover-slips?side=to", INSURER).get_json()["items"] == []


def test_a_decided_case_reopens_at_the_successor(register: Register) -> None:
    """An error in its result is corrected by whoever answers for it now."""
    suite = register.suite
    suite.do(CLERK, "complete")
    suite.do(APPROVER, "approve")
    suite.do(INSURER, "complete")
    suite.do(officer(Role.APPROVER, subject="i-2", agency=INSURANCE), "approve")
    suite.hear(moved(INSURANCE, NEW))
    reopened = DossierReopened(
        code=DOSSIER,
        procedure=PROCEDURE,
        receiving_agency=COMMUNE,
        competent_agency=NEW,
        reopened_at=MONDAY + timedelta(minutes=5),
        finished_at=MONDAY,
        due_at=None,
        officer="head-1",
        cause="error",
    )
    suite.hear(reopened)

    assert [one["agency"] for one in suite.worklist(NEW_APPROVER)] == [NEW]


def test_a_successor_that_has_not_arrived_is_waited_for(suite: Suite) -> None:
    """Its copy is asked for; nothing moves meanwhile."""
    suite.hear_reference()
    suite.hear(accepted())

    with pytest.raises(NotYet):
        suite.hear(moved(new="H56.99999"))

    assert {str(one) for one in suite.wanted} == {"agency/H56.99999"}
    assert case(suite)["legs"][0]["agency"] == COMMUNE


def test_a_dossier_without_a_case_has_nothing_to_move(suite: Suite) -> None:
    """It was not accepted yet."""
    suite.hear_reference()

    suite.hear(moved())

    assert suite.count("case") == 0


def test_a_dry_run_tells_who_keeps_what(register: Register) -> None:
    """Owners with a post keep theirs; officers without one are named; nothing is written."""
    suite = register.suite
    register.enter("o-2", "officer")
    asked = {"agency": COMMUNE, "successors": [NEW], "on": MONDAY.date().isoformat()}
    headers = suite._headers(None, "intake")
    path = "/internal/reorganisation/trial"

    lost = suite.client.post(path, json={**asked, "to": {DOSSIER: NEW}}, headers=headers)
    (who, _) = suite.get("/admin/officers", officer(Role.ADMIN)).get_json()["items"]
    register.place(who, "secondments", days(0, 30, "officer", agency=NEW))
    kept = suite.client.post(path, json={**asked, "to": {DOSSIER: NEW}}, headers=headers)
    foreign = suite.client.post(
        path, json={**asked, "to": {}}, headers=suite._headers(None, "gateway")
    )

    assert lost.get_json() == {
        "cases": 1,
        "tasks": 1,
        "owners_kept": 0,
        "owners_lost": 1,
        "without_post": ["o-1", "o-2"],
        "people": [
            {
                "account": account,
                "ground": "home",
                "roles": ["officer"],
                "missing": ["officer"],
                "todo": "place",
            }
            for account in ("o-1", "o-2")
        ],
        "plan": False,
        "ladder": False,
    }
    settled = [one["todo"] for one in kept.get_json()["people"] if one["account"] == "o-1"]
    assert settled == ["settle"]
    assert kept.get_json()["owners_kept"] == 1
    assert len(kept.get_json()["without_post"]) == 1
    assert foreign.status_code == 403
    assert owner(suite, officer(Role.HEAD)) == [(COMMUNE, "o-1")]


def test_what_an_officer_of_the_old_agency_proposed_is_the_successors(register: Register) -> None:
    """Open proposals go along: the new desk finds and settles them, whoever made them."""
    suite = register.suite
    body = {"items": [{"what": "Ảnh bị mờ", "field": "/child/name"}], "reason": "Thiếu giấy tờ"}
    made = suite.act(CLERK, suite.worklist(CLERK)[0], "propose-supplement", body)
    proposal = made.get_json()["proposals"][-1]

    suite.hear(moved())

    (listed,) = suite.get("/proposals", NEW_CLERK).get_json()["items"]
    answer = suite.write(
        NEW_CLERK,
        "POST",
        f"/proposals/{proposal['proposal']}/decline",
        int(listed["etag"]),
        body={"reason": "Đủ rồi"},
    )
    assert listed["proposal"] == proposal["proposal"]
    assert suite.get("/proposals", CLERK).get_json()["items"] == []
    assert answer.status_code == 200, answer.get_data(as_text=True)


def test_an_approval_in_the_hands_of_an_officer_without_a_post_waits_for_another(
    register: Register,
) -> None:
    """Who may sign at the successor signs it."""
    suite = register.suite
    register.enter("a-1", "approver")
    suite.do(CLERK, "complete")
    claimed = suite.act(APPROVER, suite.worklist(APPROVER)[0], "claim")

    suite.hear(moved())

    assert claimed.status_code == 200, claimed.get_data(as_text=True)
    assert owner(suite, NEW_HEAD) == [(NEW, None)]
    suite.do(NEW_APPROVER, "approve")
    assert [leg["status"] for leg in case(suite)["legs"]] == ["finished", "running"]
