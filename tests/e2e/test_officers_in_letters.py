"""Every letter about a dossier says which agency, officer and time (Decree 224/2026 art. 15).

From filing to the result, with papers asked for and the work handed to another agency.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deploy.onebox.inbox import read_mailbox
from kernel.clock import VIETNAM
from tests.e2e.suite import Json, Suite
from tests.e2e.test_dossier_life import accept, hand_over, wait_for, work
from tests.e2e.test_legal_clock import turn_to

FOOD, CENTRE, AUTHORITY = "2.001827", "H56.PVHCC", "H56.SNNMT.CCCL"
MOMENT = re.compile(r"\d\d giờ \d\d ngày \d\d/\d\d/\d{4}")
DESK = "Đầu mối liên hệ: Bộ phận Một cửa, "
IN_CHARGE = "Cán bộ phụ trách: "
WORKED_ON, TOO_LATE = "đang được xử lý", "quá hẹn"
LETTERS = {
    "đã gửi đến cơ quan tiếp nhận": None,
    "cần bổ sung giấy tờ": CENTRE,
    "đã nhận giấy tờ bổ sung": None,
    "đã được tiếp nhận": CENTRE,
    WORKED_ON: None,
    "đã có kết quả": AUTHORITY,
    "đã trả kết quả": CENTRE,
}
"""What the subjects say, and of which agency the officer is whom the letter names."""


def letters(suite: Suite, code: str) -> dict[str, str]:
    """Return the plain text of the letters about a dossier, by subject."""
    box = read_mailbox(Path(suite.env["MOTCUA_MAILBOX_DIR"]))
    about = [kept for kept in box if code in kept.header("Subject")]
    return {kept.header("Subject"): kept.part("plain") for kept in about}


def name_of(suite: Suite, agency: str) -> str:
    """Return what an agency is called."""
    items = suite.call("GET", "/agencies").body["items"]
    return next(str(one["name"]) for one in items if one["code"] == agency)


def officers(suite: Suite, agency: str) -> list[str]:
    """Return the officers of an agency as letters name them: name, post, unit."""
    admin, unit = suite.token("admin", "H56"), name_of(suite, agency)
    found = suite.call("GET", f"/admin/officers?agency={agency}", token=admin)
    assert found.status == 200, found.body
    return [f"{one['name']}, {one['post']}, {unit}" for one in found.body["items"]]


def filed_with_papers_asked_for(suite: Suite, citizen: str) -> str:
    """File, ask for papers before acceptance, send them, accept."""
    body: Json = suite.call("GET", f"/procedures/{FOOD}/example").body
    filed = suite.write("/dossiers", body, token=citizen)
    assert filed.status == 201, filed.body
    code = str(filed.body["code"])
    officer = suite.token("officer", CENTRE)
    etag = suite.call("GET", f"/dossiers/{code}", token=officer).etag
    order = {"items": [{"paper": "premises-statement", "what": "Ảnh mờ"}], "reason": "Ảnh mờ"}
    asked = suite.write(f"/dossiers/{code}/supplement-request", order, token=officer, etag=etag)
    assert asked.status == 200, asked.body
    etag = suite.call("GET", f"/dossiers/{code}", token=citizen).etag
    papers = {"papers": [{"paper": "premises-statement", "upload": "sample"}]}
    sent = suite.write(f"/dossiers/{code}/supplement", papers, token=citizen, etag=etag)
    assert sent.status == 200, sent.body
    accept(suite, code, CENTRE)
    return code


def life(suite: Suite, code: str, citizen: str) -> dict[str, str]:
    """Lead a dossier to its end; return its letters once what may wait has gathered."""
    work(suite, code, citizen)
    hand_over(suite, code, CENTRE)
    later = suite.now().astimezone(VIETNAM) + timedelta(minutes=20)
    turn_to(suite, f"{later:%Y-%m-%dT%H:%M}")
    return dict(wait_for(lambda: letters(suite, code), lambda seen: len(seen) >= len(LETTERS)))


@pytest.fixture(scope="module")
def told(suite: Suite) -> dict[str, str]:
    """Give the letters of a whole life; one waits where routing is slow (decision 0044)."""
    citizen = suite.token("citizen", sub="reads-letters")
    return life(suite, filed_with_papers_asked_for(suite, citizen), citizen)


def test_each_letter_names_agency_officer_and_time(suite: Suite, told: dict[str, str]) -> None:
    """Who acted, with the post; where the owner or the suite did, the desk and its number."""
    centre = name_of(suite, CENTRE)
    for words, agency in LETTERS.items():
        (text,) = [text for subject, text in told.items() if words in subject]
        named = re.search(r"^  Cán bộ thực hiện: (.+)$", text, re.MULTILINE)

        assert MOMENT.search(text), text
        assert centre in text, text
        if agency is None:
            assert named is None, text
            # Whoever claims the first task before the letter goes has the work.
            assert DESK in text or (words == WORKED_ON and IN_CHARGE in text), text
        else:
            assert named is not None, text
            assert named.group(1) in officers(suite, agency), text
    assert len(told) == len(LETTERS)


def test_a_letter_about_a_date_that_passed_names_who_has_the_work(suite: Suite) -> None:
    """What the clock says names nobody: who holds the task is asked with the letter."""
    citizen, officer = suite.token("citizen", sub="waits"), suite.token("officer", AUTHORITY)
    body: Json = suite.call("GET", f"/procedures/{FOOD}/example").body
    filed = suite.write("/dossiers", body, token=citizen)
    assert filed.status == 201, filed.body
    code = str(filed.body["code"])
    accept(suite, code, CENTRE)
    (item,) = wait_for(
        lambda: suite.call("GET", f"/worklist?dossier={code}", token=officer).body["items"], bool
    )
    claimed = suite.write(f"/tasks/{item['task']}/claim", {}, token=officer, etag=item["etag"])
    assert claimed.status == 200, claimed.body
    due = suite.call("GET", f"/dossiers/{code}", token=citizen).body["due_at"]
    day_after = datetime.fromisoformat(due).astimezone(VIETNAM) + timedelta(days=1)
    turn_to(suite, f"{day_after:%Y-%m-%d}T09:00")
    found = wait_for(
        lambda: [text for subject, text in letters(suite, code).items() if TOO_LATE in subject],
        bool,
    )

    assert any(f"{IN_CHARGE}{one}\n" in found[0] for one in officers(suite, AUTHORITY)), found
    assert DESK not in found[0]
