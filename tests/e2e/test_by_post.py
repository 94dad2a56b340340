"""A result leaves by post through the whole suite, with the carrier of one box."""

from __future__ import annotations

from tests.e2e.suite import COMMUNE, Suite
from tests.e2e.test_dossier_life import accept, dossier, wait_for, work


def test_a_posted_result_arrives_and_its_owner_is_told(suite: Suite) -> None:
    """Given to the post, ordered, delivered: the dossier is 10 by post, two letters say so."""
    citizen, officer = suite.token("citizen", sub="by-post"), suite.token("officer", COMMUNE)
    body = suite.call("GET", "/procedures/1.001193/example").body
    address = {"commune": "14797", "street": "15 Đường Bưu Điện", "postcode": "40000"}
    wanted = {"delivery": {"method": "post", "address": address}}
    code = suite.write("/dossiers", body | wanted, token=citizen).body["code"]
    accept(suite, code, COMMUNE)
    work(suite, code, citizen)
    etag = suite.call("GET", f"/dossiers/{code}", token=officer).etag

    posted = suite.write(f"/dossiers/{code}/postings", {}, token=officer, etag=etag)
    final = wait_for(
        lambda: dossier(suite, code, citizen), lambda read: read["status"]["code"] == 10
    )
    letters = wait_for(
        lambda: suite.motcua("inbox", "--about", code), lambda text: "đã trả kết quả" in text
    )

    assert posted.status == 201, posted.body
    assert (posted.body["sub_status"], final["handover_method"]) == ("posted", "post")
    assert "kết quả đã chuyển cho bưu chính" in letters
    (shown,) = suite.call("GET", f"/dossiers/{code}/postings", token=citizen).body["items"]
    assert (shown["state"], shown["moves"][0]["state"]) == ("delivered", "asked")
    assert shown["tracking_number"].startswith("EM")
