"""Real procedures, each from filing to hand-over, through every service."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.suite import COMMUNE, Json, Suite

STAFF = ("officer", "approver")
PATIENCE_SECONDS = 150.0
COURSE = ["filed", "accepted", "finished", "handed-over", "rated"]


def wait_for(read: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:  # noqa: ANN401
    """Return what `read` gives once it holds; fail after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        value = read()
        if holds(value):
            return value
        assert time.monotonic() < deadline, value
        time.sleep(0.1)


def dossier(suite: Suite, code: str, token: str) -> Json:
    body: Json = suite.call("GET", f"/dossiers/{code}", token=token).body
    return body


def accept(suite: Suite, code: str, agency: str) -> Json:
    token = suite.token("officer", agency)
    read = suite.call("GET", f"/dossiers/{code}", token=token)
    answer = suite.write(f"/dossiers/{code}/acceptance", {}, token=token, etag=read.etag)
    assert answer.status == 200, answer.body
    body: Json = answer.body
    return body


def do_one_task(suite: Suite, code: str, agency: str) -> str | None:
    """Do the first task of the dossier that anyone at the agency can do; return its step."""
    for role in STAFF:
        token = suite.token(role, agency)
        items = suite.call("GET", f"/worklist?dossier={code}", token=token).body["items"]
        if items:
            do_task(suite, items[0], token)
            return str(items[0]["step"])
    return None


def do_task(suite: Suite, item: Json, token: str) -> None:
    """Claim a task of the worklist where nobody has, and end it."""
    path, etag, actions = f"/tasks/{item['task']}", item["etag"], item["actions"]
    if "claim" in actions:
        claimed = suite.write(f"{path}/claim", {}, token=token, etag=etag)
        assert claimed.status == 200, claimed.body
        etag = claimed.etag
        actions = suite.call("GET", path, token=token).body["actions"]
    action = next(name for name in ("approve", "complete", "forward") if name in actions)
    done = suite.write(f"{path}/{action}", {}, token=token, etag=etag)
    assert done.status == 200, done.body


def work(suite: Suite, code: str, citizen: str) -> list[tuple[str, str]]:
    """Work until the result is there; return (agency, step) in the order they were done."""
    trail: list[tuple[str, str]] = []
    deadline = time.monotonic() + PATIENCE_SECONDS * 2
    while (now := dossier(suite, code, citizen))["status"]["code"] not in {9, 10}:
        agencies = sorted({leg["agency"] for leg in now.get("legs") or []})
        done = [(agency, do_one_task(suite, code, agency)) for agency in agencies]
        trail += [(agency, step) for agency, step in done if step]
        assert time.monotonic() < deadline, now
        time.sleep(0.05)
    return trail


def hand_over(suite: Suite, code: str, agency: str) -> None:
    token = suite.token("officer", agency)
    etag = suite.call("GET", f"/dossiers/{code}", token=token).etag
    body = {"method": "online"}
    answer = suite.write(f"/dossiers/{code}/handover", body, token=token, etag=etag)
    assert answer.status == 200, answer.body


@pytest.mark.parametrize("procedure", ["1.001193", "1.002010"])
def test_online_dossier_goes_through_its_whole_life(suite: Suite, procedure: str) -> None:
    """Filed, accepted with a date, worked by its agency, handed over, rated, reported."""
    citizen = suite.token("citizen", sub=f"life-{procedure}")
    body = suite.call("GET", f"/procedures/{procedure}/example").body
    filed = suite.write("/dossiers", body, token=citizen)
    assert filed.status == 201, filed.body
    code, agency = filed.body["code"], body["receiving_agency"]
    assert filed.body["status"] == {"code": 1, "name": "Mới đăng ký"}
    accepted = accept(suite, code, agency)
    wait_for(lambda: dossier(suite, code, citizen), lambda read: read["status"]["code"] == 4)
    trail = work(suite, code, citizen)
    hand_over(suite, code, agency)
    etag = suite.call("GET", f"/dossiers/{code}", token=citizen).etag
    rated = suite.write(f"/dossiers/{code}/rating", {"overall": 3}, token=citizen, etag=etag)

    final = dossier(suite, code, citizen)
    assert accepted["due_at"] is not None
    assert rated.status == 201, rated.body
    assert (final["status"]["code"], final["finished_at"] is not None) == (10, True)
    assert len({agency for agency, _ in trail}) == 1
    kinds = [
        entry["kind"]
        for entry in suite.call("GET", f"/dossiers/{code}/timeline", token=citizen).body["items"]
    ]
    assert [kind for kind in kinds if kind in COURSE] == COURSE
    assert kinds.count("step-completed") == len(trail)


def test_dossier_filed_at_a_desk_goes_through_two_agencies(suite: Suite) -> None:
    """Handed in on paper: accepted at once, then one agency after the other."""
    body = suite.call("GET", "/procedures/2.001023/example").body
    agency = body["receiving_agency"]
    officer = suite.token("officer", agency)
    filed = suite.write("/dossiers", body | {"channel": "desk"}, token=officer)
    assert filed.status == 201, filed.body
    code = filed.body["code"]
    trail = work(suite, code, officer)
    hand_over(suite, code, agency)

    assert filed.body["status"]["code"] == 2
    assert len({where for where, _ in trail}) == 2
    assert dossier(suite, code, officer)["status"]["code"] == 10


def test_desk_settles_an_instant_procedure_on_the_spot(suite: Suite) -> None:
    """Certified copies are received, approved and handed over in one call."""
    approver = suite.token("approver", COMMUNE)
    body = suite.call("GET", "/procedures/2.000815/example").body
    at_desk = body | {
        "channel": "desk",
        "receiving_agency": COMMUNE,
        "result": {"number": "01/CT", "note": None},
    }

    answer = suite.write("/on-the-spot", at_desk, token=approver)

    assert answer.status == 201, answer.body
    assert answer.body["status"]["code"] == 10


def test_receipt_is_a_pdf(suite: Suite) -> None:
    """An accepted dossier has its receipt (Form 01)."""
    citizen = suite.token("citizen", sub="receipt")
    body = suite.call("GET", "/procedures/1.001193/example").body
    code = suite.write("/dossiers", body, token=citizen).body["code"]
    accept(suite, code, body["receiving_agency"])

    answer = suite.call("GET", f"/dossiers/{code}/forms/receipt", token=citizen)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.body[:5] == b"%PDF-"


def test_citizen_gets_mail_at_every_change(suite: Suite) -> None:
    """The demonstration mailbox holds a mail for filing and one for acceptance."""
    citizen = suite.token("citizen", sub="mail")
    body = suite.call("GET", "/procedures/1.001193/example").body
    code = suite.write("/dossiers", body, token=citizen).body["code"]
    accept(suite, code, body["receiving_agency"])

    listed = wait_for(lambda: suite.motcua("inbox"), lambda text: text.count(code) >= 2)

    assert listed.count(code) >= 2


def test_same_filing_sent_again_is_one_dossier(suite: Suite, citizen: str, example: Json) -> None:
    """The same key and body give the same answer; another body is refused, as is another key."""
    first = suite.write("/dossiers", example, token=citizen, key="the-same-filing-1")
    again = suite.write("/dossiers", example, token=citizen, key="the-same-filing-1")
    other = suite.write(
        "/dossiers", example | {"language": "en"}, token=citizen, key="the-same-filing-1"
    )
    doubled = suite.write("/dossiers", example | {"despite_duplicate": False}, token=citizen)

    assert (first.status, again.status, other.status) == (201, 201, 422)
    assert first.body == again.body
    assert (doubled.status, doubled.body["type"]) == (409, "/problems/duplicate-filing")
    assert doubled.body["dossier"] == first.body["code"]


def test_tracking_needs_the_secret(suite: Suite, citizen: str, example: Json) -> None:
    """Code and secret show status and dates; a wrong secret and an unknown code look alike."""
    filed = suite.write("/dossiers", example, token=citizen).body
    right = suite.call(
        "POST", "/tracking", {"code": filed["code"], "secret": filed["tracking"]["secret"]}
    )
    wrong = suite.call("POST", "/tracking", {"code": filed["code"], "secret": "A" * 22})
    unknown = suite.call("POST", "/tracking", {"code": "H56.1-261123-9999", "secret": "A" * 22})

    assert right.status == 200
    assert "applicant" not in right.body
    assert (wrong.status, unknown.status) == (404, 404)
    assert wrong.body == unknown.body


def test_form_06_adds_up(suite: Suite) -> None:
    """Received equals resolved and pending, in every row and in the total."""
    supervisor = suite.token("supervisor", "H56")
    report = suite.call("GET", "/reports/kstt-06?period=2026-11", token=supervisor)

    assert report.status == 200, report.body
    for row in [*report.body["rows"], report.body["total"]]:
        received, resolved, pending = row["received"], row["resolved"], row["pending"]
        assert received["total"] == resolved["total"] + pending["total"]
        assert received["total"] == (
            received["online"] + received["direct"] + received["carried_over"]
        )
        assert resolved["total"] == resolved["early"] + resolved["on_time"] + resolved["late"]
        assert pending["total"] == pending["in_time"] + pending["late"]


def test_openapi_describes_every_public_path(suite: Suite) -> None:
    """The merged document is OpenAPI 3.1 and names the main paths."""
    document = suite.pool.request("GET", f"{suite.url}/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    for path in ("/dossiers", "/tasks/{task_id}/approve", "/reports/{form}", "/tracking"):
        assert any(known.endswith(path) for known in document["paths"]), path
