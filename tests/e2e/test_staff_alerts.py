"""An officer proves a mail address, a step runs out of time, and the mail comes, once.

Over the whole suite: the code is read from the mailbox of one box, the ladder tells at one
percent of a step's time, the stop is the click of the mail, the bounce a signed report.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from chassis.webhook_signature import read_key, signed
from deploy.onebox.inbox import Kept, read_mailbox
from kernel.clock import VIETNAM
from tests.e2e.suite import COMMUNE, Answer, Json, Suite
from tests.e2e.test_dossier_life import accept, wait_for
from tests.e2e.test_legal_clock import turn_to
from tests.integration.notification.reports import report

LADDER = f"/admin/escalation-ladders/{COMMUNE}"
BIRTH = "1.001193"
SOON = [{"percent": 1, "level": "owner"}, {"percent": 2, "level": "head"}]
_A_QUIET_WHILE = 3.0


@dataclass
class Staff:
    """Somebody of the commune's staff, at their own mail."""

    suite: Suite
    role: str

    @property
    def address(self) -> str:
        return f"{self.role}.hoanggiang@example.vn"

    def ask(self, method: str, path: str = "", body: object = None) -> Answer:
        """Ask at the version that is."""
        token = self.suite.token(self.role, COMMUNE)
        headers = {"If-Match": self.shown().etag} if method != "GET" else {}
        return self.suite.call(method, f"/staff-mail{path}", body, token=token, headers=headers)

    def shown(self) -> Answer:
        """Return what they see of their mail; a token of a new time is early for a second."""
        token = self.suite.token(self.role, COMMUNE)
        return wait_for(  # type: ignore[no-any-return]
            lambda: self.suite.call("GET", "/staff-mail", token=token),
            lambda answer: answer.status == 200,
        )

    def mails(self, words: str = "") -> list[Kept]:
        """Return the mails to them with these words in the subject, oldest first."""
        box = read_mailbox(Path(self.suite.env["MOTCUA_MAILBOX_DIR"]))
        mine = [kept for kept in box if self.address in kept.header("To")]
        return [kept for kept in mine if words in kept.header("Subject")]

    def prove(self) -> None:
        """Enter the address and give the code that came."""
        before = len(self.mails("Mã xác nhận"))
        entered = self.ask("PUT", body={"address": self.address})
        assert entered.status == 200, entered.body
        letter = wait_for(lambda: self.mails("Mã xác nhận"), lambda found: len(found) > before)[-1]
        found = re.search(r"Mã xác nhận: ([0-9]{6})", letter.part("plain"))
        assert found is not None, letter.part("plain")
        answer = self.ask("POST", "/confirmation", {"code": found[1]})
        assert answer.status == 200, answer.body

    def mornings(self) -> list[str]:
        """Return the words of the mails of the morning, oldest first."""
        return [kept.part("plain") for kept in self.mails("cảnh báo công việc")]

    def alerts(self, code: str) -> list[Kept]:
        """Return the alerts about a dossier."""
        return self.mails(code)


def lay_down(suite: Suite, rules: list[Json]) -> None:
    """Replace the ladder of the commune."""
    admin = suite.token("admin", "H56")
    etag = suite.call("GET", LADDER, token=admin).etag
    answer = suite.call("PUT", LADDER, {"rules": rules}, token=admin, headers={"If-Match": etag})
    assert answer.status == 200, answer.body


@pytest.fixture(scope="module")
def early(suite: Suite) -> Iterator[Suite]:
    """Give the suite on a working morning, where the unit hears of a step at one percent."""
    today = suite.now().astimezone(VIETNAM)
    asked = {"from": f"{today:%Y-%m-%d}T08:00:00+07:00", "term": "1wd", "agency": COMMUNE}
    answer = suite.call("GET", f"/deadline?{urlencode(asked)}")
    assert answer.status == 200, answer.body
    next_one = str(answer.body["due_at"])[:10]
    turn_to(suite, f"{next_one}T08:00")
    lay_down(suite, [{"procedure": BIRTH, "rungs": SOON}])
    yield suite
    lay_down(suite, [])


def escalate(suite: Suite, example: Json) -> str:
    """File and accept a dossier, and let an hour of the office pass."""
    citizen = suite.token("citizen", sub=f"staff-alerts-{new_id()}")
    filed = suite.write("/dossiers", example, token=citizen)
    assert filed.status == 201, filed.body
    code = str(filed.body["code"])
    accept(suite, code, COMMUNE)
    officer = suite.token("officer", COMMUNE)
    path = f"/worklist?dossier={code}"
    wait_for(
        lambda: suite.call("GET", path, token=officer).body.get("items"),
        bool,
    )
    later: datetime = suite.now().astimezone(VIETNAM) + timedelta(minutes=30)
    turn_to(suite, f"{later:%Y-%m-%dT%H:%M}")
    return code


def test_officer_and_head_are_alerted_until_they_stop_it(early: Suite, example: Json) -> None:
    """Each once, in Vietnamese; one click stops, and who stopped reads it in the system alone."""
    officer, head = Staff(early, "officer"), Staff(early, "head")
    officer.prove()
    head.prove()
    code = escalate(early, example)
    told = {
        one.role: wait_for(lambda one=one: one.alerts(code), bool)  # type: ignore[misc]
        for one in (officer, head)
    }
    (mail,) = told["officer"]
    words = mail.part("plain")
    link = re.fullmatch(r"<(.+)>", mail.header("List-Unsubscribe"))
    assert link is not None
    click = wait_for(
        lambda: early.pool.request_encode_body(
            "POST", link[1], fields={"List-Unsubscribe": "One-Click"}, encode_multipart=False
        ),
        lambda answer: answer.status == 200,
    )
    second = escalate(early, example)
    wait_for(lambda: head.alerts(second), bool)
    time.sleep(_A_QUIET_WHILE)
    listed = early.call("GET", "/alerts?limit=100", token=early.token("officer", COMMUNE)).body

    assert f"Hồ sơ {code}: bước “" in mail.header("Subject")
    assert "Một bước xử lý chưa có người nhận sắp đến hạn" in words
    assert "Thủ tục: " in words
    assert "Cơ quan thực hiện: " in words
    assert f"/api/v1/alerts?dossier={code}" in words
    assert mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert "ông/bà chịu trách nhiệm theo dõi" in told["head"][0].part("plain")
    assert click.status == 200
    assert (len(officer.alerts(code)), len(head.alerts(code))) == (1, 1)
    assert (officer.alerts(second), len(head.alerts(second))) == ([], 1)
    assert officer.shown().body["alerts"] == "none"
    assert officer.shown().body["stopped_at"] is not None
    assert {item["dossier"] for item in listed["items"]} >= {code, second}


def test_a_bounce_shows_and_nothing_more_goes_there(early: Suite, example: Json) -> None:
    """A signed report names the letter; choosing changes nothing of it, entering anew does."""
    officer = Staff(early, "officer")
    officer.prove()
    code = escalate(early, example)
    (mail,) = wait_for(lambda: officer.alerts(code), bool)
    content = report(recipient=officer.address, reference=mail.header("Message-ID").strip("<>"))
    key = read_key(early.env["MOTCUA_MAIL_RETURNS_KEY"])
    headers = {"Content-Type": "message/rfc822"}
    headers |= signed(key, str(new_id()), machine_clock(), content)
    path = "/mail/bounces"
    taken = wait_for(
        lambda: early.call("POST", path, raw=content, headers=headers),
        lambda answer: answer.status == 200,
    )
    shown = officer.shown().body
    officer.ask("DELETE")

    assert taken.body["taken"] == {"disabled": 1}
    assert shown["bounced_at"] is not None
    assert shown["address"] == "o***@example.vn"
    assert officer.shown().body["state"] == "none"
