"""A milestone of which one channel fails, or both: what citizen, officer and report see.

The mailbox `refused@…` and the number that never gets what its provider took are the suite's own,
for trying this out; receipts come signed, through the gateway.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from kernel.clock import VIETNAM
from tests.e2e.suite import COMMUNE, Json, Suite
from tests.e2e.test_dossier_life import wait_for
from tests.e2e.test_told import ARRIVES, FAILS, calls, filed, let_it_be_morning, notices, told

REFUSED, GOOD = "refused@example.vn", "e@example.vn"


@dataclass
class Told:
    """One dossier filed with a way to write to its citizen that fails, or two."""

    suite: Suite
    example: Json
    citizen: str
    officer: str
    head: str
    before: Json = field(default_factory=dict)
    filing: Json = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.filing["code"])

    def file(self, email: str, phone: str, expected: dict[str, str]) -> dict[str, str]:
        """File, and return what officers see of each channel once it is what it should be."""
        self.before = self.report()
        self.filing = filed(self.suite, self.example, self.citizen, email=email, phone=phone)
        return wait_for(  # type: ignore[no-any-return]
            lambda: notices(self.suite, self.code, self.officer), lambda seen: seen == expected
        )

    def report(self) -> Json:
        """Return the figures of what was filed lately at the agency, as its head reads them."""
        path = f"/reports/notices?period={self.lately()}"
        answer = self.suite.call("GET", path, token=self.head)
        assert answer.status == 200, answer.body
        assert answer.body["agency"]["code"] == COMMUNE
        of_it = [
            {**row["notices"], **{f"messages_{name}": row["messages"][name] for name in _MESSAGES}}
            for row in answer.body["by_milestone"]
            if row["milestone"]["code"] == "dossier-submitted"
        ]
        return of_it[0] if of_it else {}

    def reported(self) -> dict[str, int]:
        """Return by how much the figures rose since it was filed."""
        rose = {name: now - self.before.get(name, 0) for name, now in self.report().items()}
        return {name: number for name, number in rose.items() if number}

    def lately(self) -> str:
        """Return yesterday and today by the suite's clock as a period.

        What hears the event may go by the old clock for a second after it was turned.
        """
        day = self.suite.now().astimezone(VIETNAM).date()
        return f"{day - timedelta(days=1)}..{day}"

    def tracked(self) -> int:
        """Return the status that whoever has the secret sees, which no way of telling changes."""
        asked = {"code": self.code, "secret": self.filing["tracking"]["secret"]}
        return int(self.suite.call("POST", "/tracking", asked).body["status"]["code"])

    def inbox(self) -> list[str]:
        """Return what lies in the citizen's inbox on the web about it."""
        items = self.suite.call("GET", "/inbox", token=self.citizen).body["items"]
        return [one["template"] for one in items if one["dossier"] == self.code]


_MESSAGES = ("messages", "handed_over", "delivered", "failed", "segments", "cost")


@pytest.fixture(scope="module")
def morning(suite: Suite) -> Suite:
    """Give the suite where reporting and notification, which it asks, go by the same new time."""
    let_it_be_morning(suite)
    day = suite.now().astimezone(VIETNAM).date()
    head = suite.token("head", COMMUNE)
    wait_for(
        lambda: suite.call("GET", f"/reports/notices?period={day}..{day}", token=head),
        lambda answer: answer.status == 200,
    )
    return suite


@pytest.fixture
def one(morning: Suite, example: Json) -> Told:
    return Told(
        suite=morning,
        example=example,
        citizen=morning.token("citizen", sub=f"told-otherwise-{time.time_ns()}"),
        officer=morning.token("officer", COMMUNE),
        head=morning.token("head", COMMUNE),
    )


def test_a_letter_that_fails_beside_a_text_is_told_by_the_other_way(one: Told) -> None:
    """Nobody telephones; the report says that the first way failed."""
    seen = one.file(REFUSED, ARRIVES, {"email": "undeliverable", "sms": "delivered"})
    lines = wait_for(lambda: told(one.suite, one.code, one.citizen), lambda found: len(found) == 1)

    assert seen == {"email": "undeliverable", "sms": "delivered"}
    assert lines == ["message-handed-over"]
    assert (one.tracked(), one.inbox()) == (1, ["dossier-submitted"])
    assert one.code not in calls(one.suite, one.officer)
    assert one.reported() == {
        "notices": 1,
        "told_other": 1,
        "messages_messages": 2,
        "messages_handed_over": 1,
        "messages_delivered": 1,
        "messages_failed": 1,
        "messages_segments": 2,
        "messages_cost": 700,
    }


def test_a_text_that_fails_beside_a_letter_is_nobodys_business(one: Told) -> None:
    """The report counts it among what was told at once, and the text among what failed."""
    seen = one.file(GOOD, FAILS, {"email": "accepted", "sms": "failed"})
    lines = told(one.suite, one.code, one.citizen)

    assert seen == {"email": "accepted", "sms": "failed"}
    assert set(lines) == {"message-handed-over"}
    assert (one.tracked(), one.inbox()) == (1, ["dossier-submitted"])
    assert one.code not in calls(one.suite, one.officer)
    assert one.reported() == {
        "notices": 1,
        "told_first": 1,
        "messages_messages": 2,
        "messages_handed_over": 1,
        "messages_failed": 1,
        "messages_segments": 2,
        "messages_cost": 700,
    }


def test_when_both_fail_the_desk_telephones_and_the_report_says_so(one: Told) -> None:
    """The citizen who logs in reads it all the same."""
    seen = one.file(REFUSED, FAILS, {"email": "undeliverable", "sms": "failed"})
    lines = wait_for(
        lambda: told(one.suite, one.code, one.citizen),
        lambda found: "message-undeliverable" in found,
    )
    listed = wait_for(lambda: calls(one.suite, one.officer), lambda found: one.code in found)
    path = f"/reports/notices?period={one.lately()}&format=csv"
    sheet = one.suite.call("GET", path, token=one.head).body.decode("utf-8-sig")

    assert seen == {"email": "undeliverable", "sms": "failed"}
    assert lines == ["message-handed-over", "message-undeliverable"]
    assert listed.count(one.code) == 1
    assert (one.tracked(), one.inbox()) == (1, ["dossier-submitted"])
    assert one.reported() == {
        "notices": 1,
        "told_nobody": 1,
        "messages_messages": 2,
        "messages_failed": 2,
        "messages_segments": 2,
        "messages_cost": 700,
    }
    assert "Sự kiện,dossier-submitted,Đã nộp hồ sơ" in sheet
    path = path.replace("reports/notices?", f"reports/notices?agency={COMMUNE}&")
    assert one.suite.call("GET", path, token=one.officer).status == 403
