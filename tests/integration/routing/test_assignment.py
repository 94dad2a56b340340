"""Tasks find their owners by plan, and on the morning an owner is away another one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.clock import setting_for, write_setting
from chassis.timers import TimerRunner
from kernel.rights import Actor, Role
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_officers import Register, days
from tests.unit.routing.samples import COMMUNE, MONDAY, officer

HEAD = officer(Role.HEAD, subject="head-1")
PLAN = f"/admin/assignment-plans/{COMMUNE}"
PUSH = {"rules": [{"mode": "push"}]}
DAY = timedelta(days=1)


@pytest.fixture
def register(suite: Suite) -> Register:
    """Give a register with three officers of the commune."""
    made = Register(suite)
    for account in ("o-1", "o-2", "o-3"):
        made.enter(account, "officer")
    return made


def lay_down(
    register: Register, body: object, version: int = 0, actor: Actor = HEAD
) -> TestResponse:
    """Replace the plan of the commune."""
    return register.send(PLAN, body, version=version, method="PUT", actor=actor)


def owners(suite: Suite) -> list[tuple[str, str | None, str | None]]:
    """Return of every open task of the commune: whose it is, or which queue it waits in."""
    items = suite.worklist(HEAD, "?view=unit&limit=100")
    return sorted((item["dossier"][-4:], item["assignee"], item["queue"]) for item in items)


def morning(suite: Suite, days_later: int) -> None:
    """Let the timers do all that is due some days later, when the office has opened."""
    at = MONDAY + days_later * DAY
    suite.clock.set(at)
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(at, 1.0))
    runner = TimerRunner(suite.database, suite.routing.assignments.timers())
    while runner.run_one():
        pass


def absent(register: Register, account: str, first: int, last: int, cover: str | None) -> int:
    """Enter an absence; `cover` is an account."""
    found = {
        one["account"]: one
        for one in register.suite.get("/admin/officers", officer(Role.ADMIN)).get_json()["items"]
    }
    body = days(first, last, cover=cover and found[cover]["id"])
    del body["roles"]
    return register.place(found[account], "absences", body).status_code


def test_a_plan_pushes_to_the_least_loaded_and_is_versioned(register: Register) -> None:
    """Each new task to who holds least; the history says that nobody in person gave it."""
    suite = register.suite
    assert register.suite.get(PLAN, HEAD).get_json()["version"] == 0
    laid = lay_down(register, PUSH)
    for number in range(4):
        suite.hear(accepted(f"H56.14797-261102-000{number}"))

    assert (laid.status_code, laid.headers["ETag"]) == (200, '"1"')
    assert owners(suite) == [
        ("0000", "o-1", None),
        ("0001", "o-2", None),
        ("0002", "o-3", None),
        ("0003", "o-1", None),
    ]
    item = suite.worklist(officer(subject="o-2"), "?view=mine")[0]
    (line,) = suite.get(f"/tasks/{item['task']}", HEAD).get_json()["history"]
    assert (line["action"], line["officer"], line["to"]) == ("push", None, "o-2")


def test_a_plan_is_for_the_head_at_the_version_read(register: Register) -> None:
    """Others are refused, a stale version too, and two rules about one thing."""
    twice = {"rules": [{"mode": "push", "step": "sign"}, {"mode": "pull", "step": "sign"}]}
    wrong: dict[str, Any] = {"rules": [{"mode": "shove"}]}

    assert lay_down(register, PUSH, actor=officer(Role.OFFICER)).status_code == 403
    assert lay_down(register, PUSH, version=7).status_code == 412
    assert lay_down(register, wrong).status_code == 422
    answer = lay_down(register, twice)
    assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/plan-faulty")
    assert register.suite.count("assignment_plan") == 0


def test_on_the_morning_of_an_absence_the_cover_takes_over(register: Register) -> None:
    """Without a cover it waits for the head; who is there keeps what they hold."""
    suite = register.suite
    for number, account in enumerate(("o-1", "o-2", "o-3")):
        suite.hear(accepted(f"H56.14797-261102-000{number}"))
        waiting = suite.worklist(officer(subject=account), "?status=waiting")
        suite.act(officer(subject=account), waiting[0], "claim")
    before = owners(suite)
    entered = (absent(register, "o-1", 1, 3, "o-3"), absent(register, "o-2", 1, 1, None))
    morning(suite, 0)
    same_day = owners(suite)
    morning(suite, 1)
    morning(suite, 1)

    assert entered == (201, 201)
    assert same_day == before
    assert owners(suite) == [
        ("0000", "o-3", None),
        ("0001", None, "head"),
        ("0002", "o-3", None),
    ]
    queue = suite.worklist(HEAD, "?view=head")
    assert [item["actions"] for item in queue] == [["assign"]]
    assert suite.act(officer(subject="o-3"), queue[0], "claim").status_code == 409
    assert suite.act(HEAD, queue[0], "assign", {"to": "o-2"}).status_code == 422
    assert suite.act(HEAD, queue[0], "assign", {"to": "o-3"}).status_code == 200
    with suite.database.read() as tx:
        acts = tx.scalars(text("SELECT action FROM step_event ORDER BY id")).all()
    assert acts == ["claim"] * 3 + ["reassign", "to-head", "assign"]


def test_a_duty_narrows_who_is_pushed_and_revoked_it_does_not(register: Register) -> None:
    """The field is the procedure's; nobody left, the head decides."""
    suite = register.suite
    lay_down(register, PUSH)
    listed = suite.get("/admin/officers", officer(Role.ADMIN)).get_json()["items"]
    body = days(0, 9, fields=["XD"])
    del body["roles"]
    placed = [register.place(one, "duties", body) for one in listed]
    suite.hear(accepted("H56.14797-261102-0001"))
    for_head = owners(suite)
    first = placed[0].get_json()
    path = f"/admin/officers/{first['id']}/arrangements/{first['arrangements'][0]['id']}"
    revoked = register.send(f"{path}/revocation", {}, version=first["version"])
    morning(suite, 0)

    assert [one.status_code for one in (*placed, revoked)] == [201, 201, 201, 200]
    assert for_head == [("0001", None, "head")]
    assert owners(suite) == [("0001", first["account"], None)]


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("absences", {"cover": "01890000-0000-7000-8000-000000000000"}),
        ("absences", {"last_day": "2026-10-01"}),
        ("duties", {"fields": []}),
        ("duties", {}),
    ],
)
def test_a_wrong_arrangement_leaves_nothing(
    register: Register, what: str, more: dict[str, Any]
) -> None:
    """An unknown cover, days that end too early, a duty without fields."""
    who = register.enter("o-9", "officer")
    body = {name: value for name, value in days(0, 1).items() if name != "roles"} | more

    assert register.place(who, what, body).status_code in {404, 422}
    assert register.suite.count("arrangement") == 0
