"""A notice reaches nobody, a message waits; the desk reads of both in the next morning's mail."""

from __future__ import annotations

from urllib.parse import urlencode

from chassis.identifiers import new_id
from kernel.clock import VIETNAM
from tests.e2e.suite import COMMUNE, Json, Suite
from tests.e2e.test_dossier_life import wait_for
from tests.e2e.test_legal_clock import turn_to
from tests.e2e.test_staff_alerts import Staff

CALLS = "chờ được gọi điện báo"
UNREAD = "có lời nhắn của người nộp chưa ai đọc"


def test_an_applicant_to_be_telephoned_is_a_line_of_the_morning(
    suite: Suite, example: Json
) -> None:
    """The mailbox refuses for good: a call for the desk, and a line on the next day it opens.

    What the applicant wrote, and nobody has read, is another line of the same mail.
    """
    officer = Staff(suite, "officer")
    officer.prove()
    applicant = {**example["applicant"], "email": "refused@example.vn", "phone": None}
    citizen = suite.token("citizen", sub=f"staff-calls-{new_id()}")
    filed = suite.write("/dossiers", {**example, "applicant": applicant}, token=citizen)
    assert filed.status == 201, filed.body
    code, token = filed.body["code"], suite.token("officer", COMMUNE)
    wrote = suite.write(f"/dossiers/{code}/messages", {"text": "Bao giờ xong?"}, token=citizen)
    assert wrote.status == 201, wrote.body
    wait_for(
        lambda: suite.call("GET", "/desk-queue?kind=call&limit=100", token=token).body["items"],
        lambda items: code in [item["dossier"] for item in items],
    )
    today = suite.now().astimezone(VIETNAM)
    asked = {"from": f"{today:%Y-%m-%dT%H:%M}:00+07:00", "term": "1wd", "agency": COMMUNE}
    morning = suite.call("GET", f"/deadline?{urlencode(asked)}").body["due_at"][:10]
    before = len(officer.mornings())
    turn_to(suite, f"{morning}T07:31")
    told = wait_for(lambda: [one for one in officer.mornings()[before:] if CALLS in one], bool)
    token = suite.token("officer", COMMUNE)
    called = suite.write(f"/dossiers/{code}/call", {"outcome": "not-needed"}, token=token)
    officer.ask("DELETE")

    assert len(told) == 1
    assert UNREAD in told[0]
    assert code not in told[0]
    assert called.status == 200, called.body
