"""Tasks are given from hand to hand over HTTP, to who is at work by the register."""

from __future__ import annotations

from typing import Any

from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_officers import Register, days
from tests.unit.routing.samples import INSURANCE, officer

OFFICER = officer(Role.OFFICER)
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
HEAD = officer(Role.HEAD, subject="head-1")
WHY = {"reason": "Nghỉ phép từ ngày mai"}


def held(suite: Suite) -> dict[str, Any]:
    """Open a case, let the officer claim its task, and return that."""
    suite.hear(accepted())
    task: dict[str, Any] = suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim").get_json()
    return task


def test_a_task_goes_to_a_colleague_and_back_by_the_head(suite: Suite) -> None:
    """Both see who gave it to whom and why; each time one officer answers for it."""
    register = Register(suite)
    for account in ("officer-1", "officer-2"):
        register.enter(account, "officer")
    task = held(suite)

    given = suite.act(OFFICER, task, "transfer", {"to": "officer-2", **WHY})
    back = suite.act(HEAD, given.get_json(), "assign", {"to": "officer-1", "reason": "Đổi lại"})

    assert (given.status_code, back.status_code) == (200, 200)
    assert (given.get_json()["assignee"], back.get_json()["assignee"]) == (
        "officer-2",
        "officer-1",
    )
    assert given.headers["ETag"] == '"3"'
    for actor in (OFFICER, COLLEAGUE):
        read = suite.get(f"/tasks/{task['task']}", actor).get_json()
        assert [(e["action"], e["officer"], e["to"]) for e in read["history"][1:]] == [
            ("transfer", "officer-1", "officer-2"),
            ("assign", "head-1", "officer-1"),
        ]
        assert read["history"][1]["note"] == WHY["reason"]


def test_whom_the_register_has_elsewhere_or_not_today_gets_no_task(suite: Suite) -> None:
    """A guest does while the secondment lasts."""
    register = Register(suite)
    register.enter("gone", "officer", last_day="2026-11-01")
    guest = register.enter("guest", "officer", agency=INSURANCE)
    task = held(suite)

    def give(to: str) -> tuple[int, str | None]:
        answer = suite.act(OFFICER, task, "transfer", {"to": to, **WHY})
        return answer.status_code, answer.get_json().get("errors", [{}])[0].get("pointer")

    refused = [give(to) for to in ("nobody", "gone", "guest")]
    register.place(guest, "secondments", days(0, 0, "officer", agency=task["agency"]))

    assert refused == [(422, "/to")] * 3
    assert give("guest")[0] == 200
