"""One milestone, several ways to tell it: what citizen, officer and desk see where one fails."""

from __future__ import annotations

import json
from datetime import timedelta

from kernel.clock import VIETNAM
from tests.e2e.suite import COMMUNE, Json, Suite
from tests.e2e.test_dossier_life import wait_for
from tests.e2e.test_legal_clock import turn_to

ARRIVES, FAILS = "0912345678", "0900000002"
"""The second stands for a phone that never gets what the provider took."""


def filed(suite: Suite, example: Json, citizen: str, *, email: str | None, phone: str) -> Json:
    """File a dossier with these ways to write to its citizen; return what was answered."""
    applicant = {key: value for key, value in example["applicant"].items() if key != "email"}
    applicant |= {"phone": phone} | ({"email": email} if email else {})
    answer = suite.write("/dossiers", {**example, "applicant": applicant}, token=citizen)
    assert answer.status == 201, answer.body
    body: Json = answer.body
    return body


def let_it_be_morning(suite: Suite) -> None:
    """Turn the clock to nine of the next day: in the hours of the night texts are held."""
    day = suite.now().astimezone(VIETNAM).date() + timedelta(days=1)
    turn_to(suite, f"{day}T09:00")


def notices(suite: Suite, code: str, token: str) -> dict[str, str]:
    """Return what became of the first notice, by channel; nothing while it cannot be read.

    Notification looks at the suite's clock anew each second: a token of the new time is early.
    """
    answer = suite.call("GET", f"/dossiers/{code}/notices", token=token)
    return {
        one["channel"]: one["status"]
        for one in (answer.body["messages"] if answer.status == 200 else ())
        if one["template"] == "dossier-submitted"
    }


def told(suite: Suite, code: str, token: str) -> list[str]:
    """Return what the timeline says of messages, in order."""
    lines = suite.call("GET", f"/dossiers/{code}/timeline", token=token).body["items"]
    return [one["kind"] for one in lines if one["kind"].startswith("message-")]


def calls(suite: Suite, officer: str) -> list[str]:
    items = suite.call("GET", "/desk-queue?kind=call&limit=100", token=officer).body["items"]
    return [one["dossier"] for one in items]


def test_a_notice_that_reached_nobody_becomes_one_call_and_every_other_none(
    suite: Suite, example: Json
) -> None:
    """Receipts come signed from the provider, through the gateway."""
    let_it_be_morning(suite)
    citizen = suite.token("citizen", sub="told-about")
    officer = suite.token("officer", COMMUNE)
    expected = {
        ("e@example.vn", ARRIVES): {"email": "accepted", "sms": "delivered"},
        ("e@example.vn", FAILS): {"email": "accepted", "sms": "failed"},
        (None, ARRIVES): {"email": "undeliverable", "sms": "delivered"},
        (None, FAILS): {"email": "undeliverable", "sms": "failed"},
    }
    codes = {
        ways: filed(suite, example, citizen, email=ways[0], phone=ways[1])["code"]
        for ways in expected
    }
    for ways, wanted in expected.items():
        found = wait_for(
            lambda code=codes[ways]: notices(suite, code, officer),  # type: ignore[misc]
            lambda seen, wanted=wanted: seen == wanted,  # type: ignore[misc]
        )
        assert found == wanted
    nobody = codes[None, FAILS]
    lines = wait_for(
        lambda: told(suite, nobody, citizen), lambda seen: "message-undeliverable" in seen
    )
    listed = wait_for(lambda: calls(suite, officer), lambda seen: nobody in seen)
    shown = json.dumps(suite.call("GET", f"/dossiers/{nobody}/notices", token=citizen).body)

    assert lines == ["message-handed-over", "message-undeliverable"]
    assert [listed.count(code) for code in codes.values()] == [0, 0, 0, 1]
    assert told(suite, codes["e@example.vn", FAILS], citizen).count("message-undeliverable") == 0
    assert ARRIVES[1:] not in shown
    assert FAILS[1:] not in shown
    stranger = suite.token("citizen", sub="citizen-9")
    assert suite.call("GET", f"/dossiers/{nobody}/notices", token=stranger).status == 404
