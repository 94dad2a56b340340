"""What routing refuses: other agencies' tasks, stale versions, second owners, bad bodies."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.rights import Actor, Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import INSURANCE, officer

OFFICER = officer(Role.OFFICER)
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
APPROVER = officer(Role.APPROVER, subject="approver-1")
STRANGER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
CITIZEN = officer(Role.CITIZEN, subject="citizen-1", agency=None)


@pytest.fixture
def item(suite: Suite) -> dict[str, Any]:
    """Give the one task of a case just opened."""
    suite.hear_reference()
    suite.hear(accepted())
    return suite.worklist(OFFICER)[0]


@pytest.mark.parametrize(("actor", "status"), [(STRANGER, 404), (CITIZEN, 403), (APPROVER, 403)])
def test_a_task_is_for_its_agency_and_role(
    suite: Suite, item: dict[str, Any], actor: Actor, status: int
) -> None:
    """Another agency's task does not exist; a colleague's is forbidden."""
    reply = suite.act(actor, item, "claim")

    assert reply.status_code == status
    assert suite.worklist(OFFICER)[0]["etag"] == "1"


def test_a_foreign_task_looks_like_an_unknown_one(suite: Suite, item: dict[str, Any]) -> None:
    """Byte for byte, so that nobody learns which tasks exist."""
    unknown = item | {"task": "01890000-0000-7000-8000-000000000000"}

    for path in ("/tasks/{task}",):
        foreign = suite.get(path.format(**item), STRANGER)
        missing = suite.get(path.format(**unknown), STRANGER)
        assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert suite.act(STRANGER, item, "claim").data == suite.act(STRANGER, unknown, "claim").data


def test_reading_a_task_gives_its_entity_tag(suite: Suite, item: dict[str, Any]) -> None:
    """The tag of the header is the one of the list."""
    reply = suite.get(f"/tasks/{item['task']}", OFFICER)

    assert (reply.status_code, reply.headers["ETag"]) == (200, '"1"')
    assert reply.get_json()["history"] == []
    assert suite.get(f"/tasks/{item['task']}", CITIZEN).status_code == 403


def test_two_officers_cannot_hold_one_task(suite: Suite, item: dict[str, Any]) -> None:
    """The second hears that it is taken, with the old tag and with the new one."""
    mine = suite.act(OFFICER, item, "claim").get_json()

    assert suite.act(COLLEAGUE, item, "claim").status_code == 409
    assert suite.act(COLLEAGUE, mine, "claim").status_code == 409
    assert suite.worklist(COLLEAGUE)[0]["actions"] == []
    assert suite.worklist(OFFICER)[0]["assignee"] == "officer-1"


def test_a_change_needs_the_version_and_a_key(suite: Suite, item: dict[str, Any]) -> None:
    """Without If-Match 428, with a stale one 412, without a key 400; nothing happens."""
    path = f"/tasks/{item['task']}/claim"
    headers = suite._headers(OFFICER, "gateway")
    key = {"Idempotency-Key": "12345678"}

    assert suite.client.post(path, json={}, headers=headers | key).status_code == 428
    no_key = suite.client.post(path, json={}, headers=headers | {"If-Match": '"1"'})
    assert no_key.status_code == 400
    stale = suite.act(OFFICER, item | {"etag": "7"}, "claim")
    assert (stale.status_code, stale.get_json()["type"]) == (412, "/problems/stale-version")
    assert suite.worklist(OFFICER)[0]["etag"] == "1"
    assert suite.count("step_event") == suite.count("idempotency_key") == 0


def test_the_same_request_twice_is_done_once(suite: Suite, item: dict[str, Any]) -> None:
    """Same key and body: same answer; same key for another action: refused."""
    once = suite.act(OFFICER, item, "claim", Idempotency_Key="key-number-1")
    again = suite.act(OFFICER, item, "claim", Idempotency_Key="key-number-1")
    other = suite.act(OFFICER, once.get_json(), "release", Idempotency_Key="key-number-1")

    assert (again.status_code, again.data) == (200, once.data)
    assert again.headers["ETag"] == once.headers["ETag"] == '"2"'
    assert other.status_code == 422
    assert suite.count("step_event") == 1


@pytest.mark.parametrize(
    ("action", "body", "answer"),
    [
        ("complete", {"stamp": True}, (422, "/stamp")),
        ("complete", {"note": "\u0000"}, (422, "/note")),
        ("complete", {"result": {"number": "1"}}, (422, "/result")),
        ("complete", {"result": {"number": "1\n2"}}, (422, "/result/number")),
        ("approve", {}, (403, None)),
        ("return", {"reason": "?"}, (409, None)),
        ("fly", {}, (404, None)),
    ],
)
def test_what_a_step_does_not_take_is_refused(
    suite: Suite,
    item: dict[str, Any],
    action: str,
    body: dict[str, Any],
    answer: tuple[int, str | None],
) -> None:
    """And the task stays as it was."""
    mine = suite.act(OFFICER, item, "claim").get_json()

    reply = suite.act(OFFICER, mine, action, body)

    errors = reply.get_json().get("errors", [{"pointer": None}])
    assert (reply.status_code, errors[0]["pointer"]) == answer
    assert suite.worklist(OFFICER)[0]["etag"] == "2"


def test_an_unclaimed_or_ended_task_cannot_be_ended(suite: Suite, item: dict[str, Any]) -> None:
    """Claim first; once."""
    assert suite.act(OFFICER, item, "complete").status_code == 409
    over = suite.do(OFFICER, "complete")
    assert suite.act(OFFICER, over, "complete").status_code == 409
    assert suite.act(OFFICER, over, "claim").status_code == 409

    assert suite.get(f"/tasks/{item['task']}", OFFICER).get_json()["status"] == "ended"


def test_a_head_frees_the_task_of_one_who_is_away(suite: Suite, item: dict[str, Any]) -> None:
    """So that nobody's absence holds a dossier up."""
    mine = suite.act(OFFICER, item, "claim").get_json()
    head = officer(Role.HEAD, subject="head-1")

    assert suite.act(COLLEAGUE, mine, "release").status_code == 409
    assert suite.act(head, mine, "release").get_json()["assignee"] is None
    assert suite.worklist(COLLEAGUE)[0]["actions"] == ["claim"]


def test_internal_reads_are_for_services_that_need_them(
    suite: Suite, item: dict[str, Any]
) -> None:
    """Gateway and intake compose; others have no business there."""
    path = f"/internal/cases/{item['dossier']}"

    assert suite.get(path, None, "intake").status_code == 200
    assert suite.get(path, None, "reporting").status_code == 403
    assert suite.get("/internal/cases/H56.1-1", None).status_code == 404
    assert suite.client.get(path).status_code == 401
