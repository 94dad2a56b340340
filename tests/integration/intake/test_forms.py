"""Forms are given out, kept byte by byte, and replaced by a version where the act changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from chassis.documents import DocumentPrinter
from tests.integration.intake.clocked import REASON, ask, at, filed, officer_of, ring, send
from tests.integration.intake.office import (
    CITIZEN,
    COPIES,
    HEAD,
    OFFICER,
    Office,
    at_desk,
)
from tests.integration.intake.printed import begin, form, stored, versions, words

EARLY = {"receipt": "no-receipt", "supplement-request": "no-supplement-request"}
EARLY |= {"refusal": "not-refused", "stop-notice": "not-stopped"}
EARLY |= {"apology": "no-apology", "control-slip": "no-control-slip"}


@pytest.fixture
def accepted(office: Office) -> str:
    """Give a dossier that was filed online and accepted at half past nine."""
    code = filed(office)
    office.set_clock(at("2026-11-23T09:30"))
    office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    return code


def test_before_the_act_there_is_nothing_to_print_and_nothing_is_kept(office: Office) -> None:
    """409 in both languages for each form; no version, no number in the book."""
    code = filed(office)

    for name, slug in EARLY.items():
        answer = office.get(f"/dossiers/{code}/forms/{name}", OFFICER)
        assert answer.status_code == 409
        assert answer.json is not None
        assert answer.json["type"] == f"/problems/{slug}"
        assert set(answer.json["titles"]) == {"vi", "en"}
    assert stored(office) == (0, 0, 0, 0)


def test_a_reprint_is_the_very_same_bytes(
    office: Office, accepted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks, whenever, though the typesetter changed; and each time is written down."""
    first = form(office, accepted, "receipt")
    monkeypatch.setattr(DocumentPrinter, "pdf", lambda *_, **__: b"%PDF-set otherwise")
    office.set_clock(at("2026-11-25T14:00"))
    again = form(office, accepted, "receipt", OFFICER)
    named = form(office, accepted, "receipt", HEAD, "?version=1")

    assert first == again == named
    (version,) = versions(office, accepted)
    assert (version["version"], version["set"]) == (1, "2025")
    assert version["acted_at"] == "2026-11-23T09:30:00+07:00"
    assert [(one["why"], one["by"]["role"], one["by"]["name"]) for one in version["issues"]] == [
        ("first-print", "citizen", None),
        ("reprint", "officer", "Lê Thị Cán Bộ"),
        ("reprint", "head", "Trần Văn Trưởng"),
    ]
    assert stored(office) == (1, 1, 3, 2)


def test_the_receipt_says_what_was_received(office: Office, accepted: str) -> None:
    """Names, dates, officer, the place in the register; the QR code holds no secret."""
    said = words(form(office, accepted, "receipt"))

    for wanted in (
        "Mẫu số 01, Thông tư số 03/2025/TT-VPCP",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        accepted,
        "Nguyễn Thị Ế",
        "Thủ tục đăng ký khai sinh",
        "09 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "Quyển số: 2026/G15-HT, Số thứ tự: 1",
        "Lê Thị Cán Bộ",
    ):
        assert wanted in said, wanted
    with office.database.read() as tx:
        rows = tx.execute(text("SELECT facts, digest FROM form_paper")).one()
    assert "Nguyễn".encode() not in rows.facts
    assert b"038190000001" not in rows.facts


def test_a_new_date_makes_version_two_and_the_first_stays(office: Office, accepted: str) -> None:
    """The term starts anew with the papers; the receipt of before can still be read."""
    first = form(office, accepted, "receipt")
    begin(office, accepted)
    office.set_clock(at("2026-11-26T10:00"))
    ask(office, accepted)
    while_waiting = form(office, accepted, "receipt")
    office.set_clock(at("2026-12-01T10:00"))
    assert send(office, accepted, "supplement", {"papers": []}, OFFICER)[0] == 200
    second = form(office, accepted, "receipt", OFFICER)

    assert while_waiting == first
    assert second != first
    assert "Bản số 2 lập ngày 01/12/2026, thay thế bản số 1 ngày 23/11/2026." in words(second)
    assert form(office, accepted, "receipt", query="?version=1") == first
    assert form(office, accepted, "receipt", query="?version=2") == second
    one, two = versions(office, accepted)
    assert [issue["why"] for issue in two["issues"]] == ["corrected-version", "reprint"]
    assert one["made_at"] < two["made_at"]


def test_the_translation_is_of_the_same_version(office: Office, accepted: str) -> None:
    """English says that the Vietnamese form counts; it is kept beside it."""
    vietnamese = form(office, accepted, "receipt")
    answer = office.get(f"/dossiers/{accepted}/forms/receipt?language=en", CITIZEN)

    assert answer.headers["Content-Language"] == "en"
    said = words(answer.get_data())
    assert "Translation, for information" in said
    assert "RECEIPT OF A DOSSIER" in said
    assert answer.get_data() == form(office, accepted, "receipt", query="?language=en")
    assert form(office, accepted, "receipt") == vietnamese
    assert stored(office)[:2] == (1, 2)


def test_the_request_for_papers_says_what_was_asked(office: Office) -> None:
    """Items, reason, the last day, the officer to turn to."""
    code = filed(office)
    ask(office, code)

    said = words(form(office, code, "supplement-request"))

    assert "1. Giấy chứng sinh: Bản sao giấy chứng sinh" in said
    assert f"Lý do: {REASON}" in said
    assert "261123-0001/PBS-TTPVHCC" in said
    assert "đến hết ngày 15 tháng 12 năm 2026" in said
    assert "Lê Thị Cán Bộ" in said


def test_a_refusal_is_signed_by_who_refused(office: Office) -> None:
    """Form 03 with the reason as it was written."""
    code = filed(office)
    office.post(f"/dossiers/{code}/refusal", {"reason": "Sai thẩm quyền."}, OFFICER, version=1)

    said = words(form(office, code, "refusal"))

    assert "Sai thẩm quyền." in said
    assert said.count("Lê Thị Cán Bộ") == 1
    assert office.get(f"/dossiers/{code}/forms/receipt", OFFICER).status_code == 409


def test_a_dossier_closed_by_its_time_has_a_notice_of_agency_and_rule(office: Office) -> None:
    """Accepted: Form 05; never accepted: Form 03; nobody is made to have signed."""
    never = filed(office)
    ask(office, never)
    taken = filed(office)
    office.post(f"/dossiers/{taken}/acceptance", {}, OFFICER, version=1)
    begin(office, taken)
    ask(office, taken)
    ring(office, at("2026-12-16T00:01"))

    for code, name in ((never, "refusal"), (taken, "stop-notice")):
        said = words(form(office, code, name))
        assert "Quá thời hạn mà hồ sơ không được bổ sung theo yêu cầu." in said
        assert "Căn cứ: " in said
        assert "không có người ký" in said
        assert "Lê Thị Cán Bộ" not in said
    assert office.get(f"/dossiers/{taken}/forms/refusal", OFFICER).status_code == 409


def test_a_dossier_taken_back_has_a_notice_with_the_wish(office: Office) -> None:
    """Form 05 for a withdrawal too."""
    code = filed(office)
    wish = {"reason": "Tôi nộp nhầm nơi."}
    assert send(office, code, "withdrawal", wish, CITIZEN)[0] == 200

    said = words(form(office, code, "stop-notice"))

    assert "Người nộp hồ sơ đề nghị rút hồ sơ: Tôi nộp nhầm nơi." in said
    assert "không có người ký" not in said


def test_the_day_of_the_act_chooses_the_set_not_that_of_the_print(office: Office) -> None:
    """Received on 14 September 2025, printed a year later: the form of 2018."""
    office.set_clock(at("2025-09-12T09:00"))
    code = filed(office, at_desk(), OFFICER)
    office.set_clock(at("2026-11-23T09:00"))

    answer = office.get(f"/dossiers/{code}/forms/receipt", OFFICER)

    said = words(answer.get_data())
    assert "Mẫu số 01, Thông tư số 01/2018/TT-VPCP" in said
    assert "038190000001" not in said
    assert versions(office, code)[0]["set"] == "2018"


def test_a_stop_notice_did_not_exist_before_2025(office: Office) -> None:
    """404 that says so, in both languages."""
    office.set_clock(at("2025-08-11T09:00"))
    code = filed(office, at_desk(), OFFICER)
    begin(office, code)
    ask(office, code)
    ring(office, at("2025-09-05T00:01"))

    answer = office.get(f"/dossiers/{code}/forms/stop-notice", OFFICER)

    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["type"] == "/problems/form-not-in-set"


def test_an_immediate_procedure_has_a_receipt_for_who_asks(office: Office) -> None:
    """Nothing is printed by itself; the dossier is in the register all the same."""
    body = at_desk(COPIES) | {"result": {"number": "12/2026"}}
    head = replace(HEAD, agency=body["receiving_agency"])
    settled = office.post("/on-the-spot", body, head, key="settled-once")
    assert settled.status_code == 201, settled.json
    assert settled.json is not None
    code = settled.json["code"]
    assert stored(office)[0] == 0

    assert "Trần Văn Trưởng" in words(form(office, code, "receipt", officer_of(code)))


def test_the_reading_of_a_form_is_noted(office: Office, accepted: str) -> None:
    """By staff, form by form."""
    form(office, accepted, "receipt", OFFICER)

    accesses = office.get(f"/dossiers/{accepted}/accesses", OFFICER).json
    assert accesses is not None
    assert "form receipt" in [item["what"] for item in accesses["items"]]
