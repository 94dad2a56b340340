"""`/tra-cuu` as people see it: the link of a receipt, a wrong one, and a one-time code.

Runs where Debian's `chromium` is installed; everything before the browser is tested without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from deploy.onebox.access_token import Holder
from tests.e2e.browser import CHROMIUM, Page, page
from tests.e2e.suite import Json, Suite
from tests.e2e.test_dossier_life import wait_for

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to look with")
SAID = "document.getElementById('said').textContent"
FOUND = "document.getElementById('found')"
PHONE = "0912345678"


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def filed(suite: Suite, example: Json) -> Json:
    """File a dossier, as somebody who logs in at the suite's present; return what was answered."""
    citizen = suite.issued(Holder(subject="citizen-1", roles=("citizen",)))
    applicant = {**example["applicant"], "phone": PHONE, "email": "xem@example.vn"}
    answer = suite.write("/dossiers", {**example, "applicant": applicant}, token=citizen)
    assert answer.status == 201, answer.body
    body: Json = answer.body
    return body


def address(suite: Suite, filed: Json, end: str = "") -> str:
    """Return the link of the receipt, at this gateway, with another end where one is given."""
    fragment = filed["tracking"]["url"].partition("#")[2]
    return f"{suite.url}/tra-cuu#{end or fragment}"


def shown(look: Page) -> str:
    look.wait(f"!{FOUND}.hidden")
    words: str = look.do(f"{FOUND}.textContent")
    return words


def test_the_link_of_a_receipt_shows_where_the_dossier_stands(
    suite: Suite, filed: Json, look: Page
) -> None:
    look.open(address(suite, filed))
    words = shown(look)

    assert filed["code"] in words
    assert "Trạng tháiStatus" in words
    assert re.search(r"Nộp lúcFiled at\d\d giờ \d\d ngày \d\d/\d\d/\d{4}", words)
    assert look.do("[...document.forms].every((form) => form.hidden)")
    assert PHONE not in look.do("document.body.textContent")


def test_a_link_that_was_spoilt_says_so_in_both_languages(
    suite: Suite, filed: Json, look: Page
) -> None:
    look.open(address(suite, filed, f"{filed['code']}/not-its-secret"))
    said = look.wait(SAID, lambda words: " / " in words)

    assert re.match(r"\w+ .+ / \w+ .+", said), said
    assert look.do(f"{FOUND}.hidden")
    assert not look.do("document.getElementById('ask').hidden")


def test_a_link_cut_within_a_sign_asks_for_the_code(suite: Suite, look: Page) -> None:
    look.open(f"{suite.url}/tra-cuu#%")

    assert look.faults == []
    assert look.do("document.getElementById('code').value") == ""
    assert not look.do("document.getElementById('ask').hidden")


def test_who_has_no_secret_gets_a_code_on_the_phone_of_the_dossier(
    suite: Suite, filed: Json, look: Page
) -> None:
    look.open(address(suite, filed, filed["code"]))
    look.do(f"document.getElementById('phone').value = '{PHONE}'")
    look.do("document.getElementById('ask').requestSubmit()")
    look.wait("!document.getElementById('answer').hidden")
    said = look.do(SAID)
    otp = wait_for(
        lambda: re.findall(r"\b\d{8}\b", suite.motcua("inbox", "--about", filed["code"])), bool
    )[-1]
    look.do(f"document.getElementById('otp').value = '{otp}'")
    look.do("document.getElementById('answer').requestSubmit()")

    assert "mã xác thực đã được gửi" in said
    assert filed["code"] in shown(look)


def test_nothing_comes_from_elsewhere(suite: Suite, filed: Json, look: Page) -> None:
    """What the browser fetched for the page and its answer is this gateway's."""
    look.open(address(suite, filed))
    shown(look)
    fetched = look.do("performance.getEntriesByType('resource').map((one) => one.name)")

    assert any(name.endswith("/api/v1/tracking") for name in fetched)
    assert all(name.startswith(f"{suite.url}/") for name in fetched)
