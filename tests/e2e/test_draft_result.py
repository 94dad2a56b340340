"""An owner checks the draft of a certificate: the first is wrong, the second is right."""

from __future__ import annotations

from typing import Any

from tests.e2e.suite import Json, Suite
from tests.e2e.test_dossier_life import accept, dossier, hand_over, wait_for, work

BUSINESS = "1.001612"


def answer(suite: Suite, code: str, what: str, body: Json, token: str) -> Any:  # noqa: ANN401 -- an answer
    etag = suite.call("GET", f"/dossiers/{code}", token=token).etag
    return suite.write(f"/dossiers/{code}/draft-result/{what}", body, token=token, etag=etag)


def test_a_draft_is_objected_to_corrected_and_given(suite: Suite) -> None:
    """The objection reaches the agency as work again; each draft and the result have a letter."""
    citizen = suite.token("citizen", sub="draft-result")
    body = suite.call("GET", f"/procedures/{BUSINESS}/example").body
    filed = suite.write("/dossiers", body, token=citizen)
    assert filed.status == 201, filed.body
    code, agency = filed.body["code"], body["receiving_agency"]
    accept(suite, code, agency)
    wait_for(lambda: dossier(suite, code, citizen), lambda read: read["status"]["code"] == 4)
    first = work(suite, code, citizen)
    draft = suite.call("GET", f"/dossiers/{code}/draft-result", token=citizen).body
    no = answer(suite, code, "objection", {"reason": "Sai tên hộ kinh doanh."}, citizen)
    again = work(suite, code, citizen)
    yes = answer(suite, code, "confirmation", {}, citizen)
    hand_over(suite, code, agency)

    assert draft["fields"][0]["value"] == body["form"]["business_name"]
    assert (no.status, no.body["status"]["code"]) == (200, 4)
    assert [step for _, step in again] == [first[-1][1]]
    assert (yes.status, yes.body["sub_status"]) == (200, "waiting-return")
    assert dossier(suite, code, citizen)["status"]["code"] == 10
    letters = wait_for(
        lambda: suite.motcua("inbox"), lambda text: f"{code}: kết quả đã sẵn sàng" in text
    )
    assert letters.count(f"{code}: xin kiểm tra dự thảo kết quả") == 2
