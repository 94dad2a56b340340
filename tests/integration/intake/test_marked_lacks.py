"""Lacks are marked, held against what comes; a second request needs the head; coded refusals."""

from __future__ import annotations

from typing import Any

from contracts.events.clock import SupplementOverridden
from contracts.events.intake import DossierRefused
from tests.integration.intake.clocked import ORDER, ask, dossier, filed, head_of, send
from tests.integration.intake.office import CITIZEN, MONDAY, OFFICER, Office
from tests.integration.intake.test_reception import opened

HOSPITAL = "birth-certificate-of-hospital"
MARKS = [
    {"paper": HOSPITAL, "what": "Bị mờ"},
    {"field": "/child/birth_place", "what": "Ghi thiếu tên bệnh viện"},
]
PAPER = {"papers": [{"paper": HOSPITAL, "upload": "sample"}]}


def asked_for(office: Office, code: str) -> dict[str, Any]:
    answer = office.get(f"/dossiers/{code}/supplement-request").json
    assert answer is not None
    return dict(answer)


def supplemented(office: Office) -> str:
    """Return a dossier in progress whose papers were asked for once, before acceptance."""
    code = filed(office)
    ask(office, code)
    send(office, code, "supplement", PAPER, CITIZEN)
    send(office, code, "acceptance", {}, OFFICER)
    office.hear(opened(code))
    return code


def test_what_no_procedure_knows_is_refused(office: Office) -> None:
    """Unknown paper or field, both or neither, twice: 422 with a pointer each, nothing asked."""
    code = filed(office)
    marks = [
        {"paper": "passport", "what": "Thiếu"},
        {"field": "/child/shoe_size", "what": "Thiếu"},
        {"what": "Thiếu"},
        {"paper": HOSPITAL, "field": "/child", "what": "Thiếu"},
        MARKS[0],
        MARKS[0],
    ]
    status, problem = ask(office, code, items=marks)

    assert status == 422
    assert {fault["pointer"] for fault in problem["errors"]} == {
        "/items/0/paper",
        "/items/1/field",
        "/items/2",
        "/items/3",
        "/items/5",
    }
    assert dossier(office, code)["status"]["code"] == 1


def test_the_answer_is_held_against_the_marks(office: Office) -> None:
    """The field did not come: desk and owner are told, and the desk decides."""
    code = filed(office)
    ask(office, code, items=MARKS)
    send(office, code, "supplement", PAPER, CITIZEN)
    shown = asked_for(office, code)
    line = office.get(f"/dossiers/{code}/timeline").json["items"][-1]  # type: ignore[index]
    accepted, _ = send(office, code, "acceptance", {}, OFFICER)

    assert shown["missing"] == [{"paper": None, **MARKS[1]}]
    assert line["data"] == {"missing_papers": [], "missing_fields": ["/child/birth_place"]}
    assert accepted == 200


def test_a_marked_field_is_given_anew(office: Office) -> None:
    """Into the form, which is checked whole; a field nobody marked is refused."""
    code = filed(office)
    ask(office, code, items=MARKS)
    other = {"form": {"/child/name": "Nguyễn Văn B"}}
    bad, problem = send(office, code, "supplement", other, CITIZEN)
    wrong, _ = send(office, code, "supplement", {"form": {"/child/birth_place": 7}}, OFFICER)
    body = PAPER | {"form": {"/child/birth_place": "Trạm y tế xã Hoằng Giang"}}
    good, _ = send(office, code, "supplement", body, CITIZEN)
    shown = dossier(office, code)

    assert (bad, wrong, good) == (422, 422, 200)
    assert problem["errors"][0]["pointer"] == "/form//child/name"
    assert shown["form"]["child"]["birth_place"] == "Trạm y tế xã Hoằng Giang"
    assert (shown["content_version"], asked_for(office, code)["missing"]) == (2, [])
    with office.database.read() as tx:
        (before,) = office.parts.contents(tx).versions(code)
    assert before.content.form["child"]["birth_place"] != shown["form"]["child"]["birth_place"]


def test_a_second_request_needs_the_head_and_is_a_violation(office: Office) -> None:
    """409 for the desk and for a head without a reason, 403 for a desk that gives one."""
    code = supplemented(office)
    why = {"reason": "Phát hiện giấy tờ giả"}
    plain, problem = ask(office, code)
    head, _ = ask(office, code, head_of(code))
    desk, _ = ask(office, code, override=why)
    done, answer = ask(office, code, head_of(code), override=why)
    said = [one for one in office.said(code) if isinstance(one, SupplementOverridden)]

    assert (plain, problem["type"].rpartition("/")[2]) == (409, "supplement-already-asked")
    assert (head, desk, done, answer["status"]["code"]) == (409, 403, 200, 5)
    assert [(one.cause, one.requested_at, one.officer) for one in said] == [
        ("second", MONDAY, "head-1")
    ]
    assert send(office, code, "supplement", PAPER, CITIZEN)[0] == 200
    assert office.count("supplement_request") == 2


def test_refusals_are_coded(office: Office) -> None:
    """By code with the catalogue's ground, or the desk's own; that of the timer is not theirs."""
    code, other = filed(office), filed(office)
    timer, _ = send(
        office, code, "refusal", {"code": "not-supplemented", "reason": "Quá hạn"}, OFFICER
    )
    unknown, _ = send(office, code, "refusal", {"code": "bad-mood", "reason": "Không"}, OFFICER)
    send(office, code, "refusal", {"code": "not-competent", "reason": "Sai nơi nộp"}, OFFICER)
    own = {"code": "duplicate", "reason": "Trùng", "ground": "Luật Hộ tịch 2014, Điều 16"}
    send(office, other, "refusal", own, OFFICER)
    shown, second = dossier(office, code), dossier(office, other)
    said = office.said(code)[-1]
    listed = office.get("/refusal-reasons", None).json

    assert (timer, unknown) == (422, 422)
    assert (shown["refusal_code"], shown["refusal_reason"]) == ("not-competent", "Sai nơi nộp")
    assert "118/2025" in shown["refusal_ground"]
    assert second["refusal_ground"] == own["ground"]
    assert isinstance(said, DossierRefused)
    assert said.reason == "not-competent"
    assert listed is not None
    assert {one["code"] for one in listed["items"]} >= {"not-eligible", "papers-false", "other"}
    assert ORDER["reason"]
