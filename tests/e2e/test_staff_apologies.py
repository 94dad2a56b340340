"""The head hears by mail of an apology that waits for the signature, until it is signed.

Over the whole suite, on a Friday: what waits for the morning comes on Monday and not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from urllib.parse import urlencode

import pytest

from deploy.onebox.inbox import Kept
from kernel.clock import VIETNAM
from tests.e2e.suite import COMMUNE, Answer, Suite
from tests.e2e.test_dossier_life import wait_for
from tests.e2e.test_legal_clock import file_at_desk, filed_at_desk, turn_to
from tests.e2e.test_staff_alerts import Staff

BOARD = "1.012888"
"""Seven working days, decided by the commune that receives it."""
_MONDAY = 0
_WEEK = timedelta(days=7)
SIGNATURE = "văn bản xin lỗi chờ ông/bà ký"
_WAITING = """
    SELECT count(*) FROM staff_alert
    WHERE template = 'apology-to-sign' AND due_at = '{:%Y-%m-%d} 07:30+07'
"""


@dataclass(frozen=True)
class LateFriday:
    """Two dossiers that will be late, on the Friday on which their apologies are prepared."""

    suite: Suite
    codes: tuple[str, str]
    monday: date

    def ask(self, method: str, code: str, body: object = None) -> Answer:
        """Act on an apology as it is now: `PUT` by the officer, `POST` is the head's signature."""
        role, path = ("officer", "") if method == "PUT" else ("head", "/signature")
        token = self.suite.token(role, COMMUNE)
        read = wait_for(
            lambda: self.suite.call("GET", f"/dossiers/{code}/apology", token=token),
            lambda answer: answer.status == 200,
        )
        headers = {"If-Match": read.etag, "Idempotency-Key": f"{method}-{code}-{read.etag}"}
        answer = self.suite.call(
            method, f"/dossiers/{code}/apology{path}", body, token=token, headers=headers
        )
        assert answer.status == 200, answer.body
        return answer

    def write(self, code: str) -> None:
        letter = {"reason": "overload", "new_due_on": f"{self.monday + _WEEK:%Y-%m-%d}"}
        self.ask("PUT", code, letter)

    def sign(self, code: str) -> None:
        self.ask("POST", code, {})

    def waiting(self) -> int:
        """Return how many apologies stand in the mail of Monday morning."""
        return self.suite.count("notification", _WAITING.format(self.monday))


@pytest.fixture
def friday(suite: Suite) -> Iterator[LateFriday]:
    """Give the Friday before a due date on Wednesday, of the first days to come worked whole."""
    today = suite.now().astimezone(VIETNAM).date()
    days = (today + timedelta(days=ahead) for ahead in count(1))
    filed_on = next(day for day in days if day.weekday() == _MONDAY and worked(suite, day))
    first = filed_at_desk(suite, BOARD, f"{filed_on:%Y-%m-%d}T09:00")["code"]
    second = file_at_desk(suite, BOARD)["code"]
    turn_to(suite, f"{filed_on + timedelta(days=4):%Y-%m-%d}T08:00")
    yield LateFriday(suite, (first, second), filed_on + _WEEK)
    Staff(suite, "head").ask("DELETE")


def worked(suite: Suite, monday: date) -> bool:
    """Tell whether nobody is off until Wednesday week: seven working days end there."""
    asked = {"from": f"{monday:%Y-%m-%d}T09:00:00+07:00", "term": "7wd", "agency": COMMUNE}
    answer = suite.call("GET", f"/deadline?{urlencode(asked)}")
    assert answer.status == 200, answer.body
    return bool(answer.body["due_at"][:10] == f"{monday + timedelta(days=9):%Y-%m-%d}")


def test_an_apology_is_told_to_the_head_until_it_is_signed(friday: LateFriday) -> None:
    """At once, or in the morning of the next working day; what is signed by then is not told."""
    (waits, signed), suite = friday.codes, friday.suite
    head, officer = Staff(suite, "head"), Staff(suite, "officer")
    head.prove()
    friday.write(waits)
    (at_once,) = wait_for(lambda: signatures(head, waits), bool)
    chosen = head.ask("PUT", "/alerts", {"alerts": "daily"})
    assert chosen.status == 200, chosen.body
    friday.write(waits)
    wait_for(friday.waiting, lambda found: found == 1)
    friday.write(signed)
    wait_for(friday.waiting, lambda found: found == 2)
    friday.sign(signed)
    wait_for(friday.waiting, lambda found: found == 1)
    turn_to(suite, f"{friday.monday:%Y-%m-%d}T07:31")
    asked = f"Hồ sơ {waits}: {SIGNATURE}"
    (words,) = wait_for(lambda: [one for one in head.mornings() if asked in one], bool)
    friday.sign(waits)

    assert "Ký chậm nhất: " in at_once.part("plain")
    assert f"/api/v1/dossiers/{waits}/apology" in at_once.part("plain")
    assert f"Hồ sơ {signed}: {SIGNATURE}" not in words
    assert (len(signatures(head, waits)), signatures(head, signed)) == (1, [])
    assert officer.mails(SIGNATURE) == []


def signatures(head: Staff, code: str) -> list[Kept]:
    """Return the mails that ask for the signature under the apology of a dossier."""
    return head.mails(f"Hồ sơ {code}: {SIGNATURE}")
