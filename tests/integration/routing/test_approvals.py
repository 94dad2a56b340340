"""Many tasks are approved in one request, each for itself and once."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from kernel.rights import Actor, Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import COMMUNE, INSURANCE, officer

HEAD = officer(Role.HEAD, subject="head-1")
APPROVER = officer(Role.APPROVER, subject="approver-1")
CLERK = officer(Role.OFFICER)


def waiting(suite: Suite, count: int) -> list[dict[str, Any]]:
    """Return that many tasks which wait for who signs at the commune."""
    suite.hear_reference()
    for number in range(count):
        suite.hear(accepted(f"H56.14797-261102-{number:04}"))
        suite.do(CLERK, "complete")
    return suite.worklist(HEAD, "?limit=100")


def approve(
    suite: Suite, actor: Actor, items: list[dict[str, Any]], key: str | None = None, **more: str
) -> TestResponse:
    """Approve these tasks as they were read."""
    tasks = [{"task": item["task"], "etag": item["etag"]} for item in items]
    headers = suite._headers(actor, "gateway") | {"Idempotency-Key": key or str(new_id())}
    return suite.client.post("/tasks/approvals", json={"tasks": tasks, **more}, headers=headers)


def statuses(answer: TestResponse) -> list[int]:
    """Return what came of each task."""
    return [one["status"] for one in answer.get_json()["results"]]


def test_each_task_is_approved_or_not_for_itself(suite: Suite) -> None:
    """One is taken, one was read too early, one is another agency's: the others go through."""
    first, second, stale, taken = waiting(suite, 4)
    suite.act(APPROVER, taken, "claim")
    foreign = {"task": str(new_id()), "etag": "1"}

    answer = approve(suite, HEAD, [first, stale | {"etag": "9"}, taken, foreign, second])

    assert (answer.status_code, statuses(answer)) == (200, [200, 412, 409, 404, 200])
    assert answer.get_json()["approved"] == 2
    results = answer.get_json()["results"]
    assert [one["etag"] for one in results] == ["3", None, None, None, "3"]
    assert results[2]["problem"]["type"] == "/problems/task-taken"
    done = suite.get(f"/tasks/{first['task']}", HEAD).get_json()
    assert (done["end"], done["ended_by"]) == ("approve", "head-1")
    assert [line["action"] for line in done["history"]] == ["claim", "approve"]
    assert suite.get(f"/tasks/{stale['task']}", HEAD).get_json()["assignee"] is None


def test_sent_again_nothing_is_done_twice_and_each_answers_as_before(suite: Suite) -> None:
    """Also what was refused, though it could be approved by now; another body is another key."""
    one, taken = waiting(suite, 2)
    held = suite.act(APPROVER, taken, "claim").get_json()
    first = approve(suite, HEAD, [one, taken], "the-same-key")
    suite.act(APPROVER, held, "release")
    said = suite.said()
    again = approve(suite, HEAD, [one, taken], "the-same-key")
    other = approve(suite, HEAD, [taken | {"etag": "3"}], "the-same-key")

    assert statuses(first) == [200, 409]
    assert again.get_json() == first.get_json()
    assert suite.said() == said
    assert other.get_json()["type"] == "/problems/idempotency-key-reused"


def test_what_broke_off_in_the_middle_is_finished_by_sending_it_again(suite: Suite) -> None:
    """A database that was away for the second task: the first is not done twice."""
    items = waiting(suite, 3)
    half = approve(suite, HEAD, items[:1], "the-same-key")
    with suite.database.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM idempotency_key WHERE key = 'the-same-key'", ())
    whole = approve(suite, HEAD, items, "another-key")

    assert statuses(half) == [200]
    assert statuses(whole) == [409, 200, 200]
    assert suite.said().count("leg-finished") == 3


@pytest.mark.parametrize(
    ("actor", "status", "came"),
    [
        (CLERK, 200, [403]),
        (officer(Role.APPROVER, subject="b-1", agency=INSURANCE), 200, [404]),
        (officer(Role.CITIZEN, agency=None), 403, None),
        (officer(Role.OFFICER, Role.APPROVER, subject="o-9", agency=COMMUNE), 200, [200]),
    ],
)
def test_only_who_signs_for_the_agency_approves(
    suite: Suite, actor: Actor, status: int, came: list[int] | None
) -> None:
    """Whoever else names the task is told so for that task."""
    answer = approve(suite, actor, waiting(suite, 1))

    assert answer.status_code == status
    assert came is None or statuses(answer) == came


@pytest.mark.parametrize("tasks", [0, 101, -1])
def test_a_list_has_one_to_a_hundred_tasks_each_once(suite: Suite, tasks: int) -> None:
    """Refused as a whole, in both languages."""
    named = [{"task": str(new_id()), "etag": "1"} for _ in range(abs(tasks))]
    answer = approve(suite, HEAD, named * (2 if tasks < 0 else 1))

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"][0]["detail"]) == {"vi", "en"}
    assert answer.get_json()["errors"][0]["pointer"] == "/tasks"
