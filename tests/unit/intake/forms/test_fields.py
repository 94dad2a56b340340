"""Each form says what its circular wants, in plain Vietnamese, and the same in English."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kernel.status import Status
from kernel.visibility import ALL, Part
from services.intake.forms.domain.drawing import Edition
from services.intake.forms.domain.errors import (
    NoApologyError,
    NoReceiptError,
    NoSupplementRequestError,
    NotRefusedError,
    NotStoppedError,
)
from services.intake.forms.domain.facts import running_number
from services.intake.forms.domain.form_set import FormName, FormSet
from services.intake.forms.domain.notices import (
    apology_act,
    refusal_act,
    stop_act,
    supplement_act,
)
from services.intake.forms.domain.words import long_day
from services.intake.forms.store.layouts import shipped_sets
from services.intake.registry.domain.reason import Reason, ReasonKind
from services.intake.registry.domain.timeline import EntryKind, entry
from tests.unit.intake.forms.papers import (
    ACCEPTED,
    LIMIT,
    OFFICER,
    REFUSED,
    act_of,
    content,
    drawn,
    sentences,
    values,
)
from tests.unit.intake.registry.samples import AT, dossier, filing, procedure

SETS = pytest.mark.parametrize("form_set", shipped_sets().sets, ids=lambda one: one.name)


@SETS
def test_the_receipt_of_each_set(form_set: FormSet) -> None:
    """Filer, matter, papers, sets, term, reception, return, delivery, book, both signatures."""
    data = drawn(FormName.RECEIPT, form_set)
    known = values(data)

    assert data["number"] == "Số: 261123-0001/TNHS"
    assert data["title"] == ["GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ"]
    assert data["code"] == "H56.14797-261123-0001"
    assert data["parent"] == "ỦY BAN NHÂN DÂN PHƯỜNG HẠC THÀNH"
    assert data["place_date"] == "Hạc Thành, ngày 23 tháng 11 năm 2026"
    assert "Nguyễn Thị Ế" in known.values()
    assert known["Địa chỉ"] == "12 Lê Lợi, phường Hạc Thành"
    assert (known["Số điện thoại"], known["Email"]) == ("0912345678", "e@example.vn")
    assert known["1. Thành phần hồ sơ nộp gồm"][0] == ["1", "Giấy chứng sinh", "–", "–", "x"]
    assert known["2. Số lượng hồ sơ"] == "1 bộ"
    assert known["3. Thời gian giải quyết hồ sơ theo quy định là"] == "5 ngày làm việc"
    received = known["4. Thời gian nhận hồ sơ"].replace("\u00a0", " ")
    assert received == "09 giờ 00 phút, ngày 23 tháng 11 năm 2026"
    due = known["5. Thời gian trả kết quả giải quyết hồ sơ"].replace("\u00a0", " ")
    assert due.endswith("ngày 30 tháng 11 năm 2026")
    assert sentences(data)[-1] == "Vào Sổ theo dõi hồ sơ, Quyển số: 2026/G15-HT, Số thứ tự: 17"
    names = [(one["name"], one["post"]) for one in data["signatures"]]
    assert names == [("Nguyễn Thị Ế", None), (OFFICER["name"], OFFICER["post"])]
    assert form_set.ground.vi in data["form_label"]


def test_the_desk_is_called_as_the_set_calls_it() -> None:
    """A commune had a desk for reception and results; it has a public service centre."""
    names = [drawn(FormName.RECEIPT, one)["desk"] for one in shipped_sets().sets]

    assert names == ["BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"]


def test_someone_who_acts_for_another_is_shown_with_the_authority() -> None:
    """Form 01 of 2025 has fields for the one acted for and the paper that allows it."""
    principal = replace(filing().applicant, name="Trần Văn Chủ", authority="Giấy ủy quyền số 5")
    acting = replace(content(), on_behalf_of=principal)

    known = values(drawn(FormName.RECEIPT, filed=acting))

    assert known["Theo ủy quyền của"] == "Trần Văn Chủ"
    assert known["Giấy tờ ủy quyền"] == "Giấy ủy quyền số 5"
    assert "Theo ủy quyền của" not in values(drawn(FormName.RECEIPT))


def test_a_date_not_settled_yet_is_called_provisional() -> None:
    """Days off no notice fixed make the date provisional; the form says so."""
    open_date = replace(ACCEPTED, due_provisional=True)

    said = sentences(drawn(FormName.RECEIPT, act=act_of(FormName.RECEIPT, about=open_date)))

    assert any(one.startswith("(Tạm tính") for one in said)
    assert not any(one.startswith("(Tạm tính") for one in sentences(drawn(FormName.RECEIPT)))


@SETS
def test_the_request_for_papers_of_each_set(form_set: FormSet) -> None:
    """What is to be completed, why, by when, whom to ask, and who guides."""
    data = drawn(FormName.SUPPLEMENT_REQUEST, form_set)
    known = values(data)

    symbol = {"2018": "HDHS", "2025": "PBS-TTPVHCC"}[form_set.name]
    assert data["number"] == f"Số: 261123-0001/{symbol}"
    asked = known["Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau"]
    assert asked == ["Giấy chứng sinh: Thiếu dấu", "Sai năm sinh"]
    assert known["Lý do"] == ["Hồ sơ chưa đủ."]
    assert "đến hết ngày 30 tháng 11 năm 2026" in sentences(data)[0]
    assert "liên hệ với Lê Thị Cán Bộ" in sentences(data)[1]
    assert [one["name"] for one in data["signatures"]] == ["Lê Thị Cán Bộ"]


@SETS
def test_the_refusal_of_each_set(form_set: FormSet) -> None:
    """The reason in its paragraphs, signed by who refused; no ground of a time that ran out."""
    data = drawn(FormName.REFUSAL, form_set)
    paragraphs = [one["paragraphs"] for one in data["blocks"] if one["kind"] == "prose"]

    symbol = {"2018": "TCHS", "2025": "PTC-TTPVHCC"}[form_set.name]
    assert data["number"] == f"Số: 261123-0001/{symbol}"
    assert paragraphs == [["Sai thẩm quyền.", "Nộp tại Sở Tư pháp."]]
    assert "Căn cứ" not in values(data)
    assert data["signatures"][1]["name"] == "Lê Thị Cán Bộ"


def test_a_coded_refusal_says_the_reason_the_words_and_the_ground() -> None:
    """What the desk chose from the catalogue stands before what it wrote."""
    coded = replace(
        REFUSED, refusal_code="not-competent", refusal_ground="Nghị định 118/2025/NĐ-CP"
    )
    act = refusal_act(coded, timeline=[entry(EntryKind.REFUSED, at=AT, by=OFFICER)], ledger=[])

    data = drawn(FormName.REFUSAL, act=act)

    paragraphs = [one["paragraphs"] for one in data["blocks"] if one["kind"] == "prose"]
    assert paragraphs[0][0] == "Không thuộc thẩm quyền giải quyết."
    assert paragraphs[0][1:] == ["Sai thẩm quyền.", "Nộp tại Sở Tư pháp."]
    assert values(data)["Căn cứ"] == "Nghị định 118/2025/NĐ-CP"


def test_a_dossier_closed_by_its_time_names_agency_and_rule() -> None:
    """Nobody signed it, and the form does not pretend that somebody did."""
    data = drawn(FormName.STOP_NOTICE)
    known = values(data)

    assert known["Lý do"] == ["Quá thời hạn mà hồ sơ không được bổ sung theo yêu cầu."]
    assert known["Căn cứ"] == "Nghị định 61/2018/NĐ-CP, điều 19 khoản 4"
    assert data["signatures"][0]["name"] == "Ủy ban nhân dân phường Hạc Thành"
    assert "không có người ký" in data["signatures"][0]["note"]
    assert data["copies"]["lines"] == ["Như trên;", "Sở Tư pháp tỉnh Thanh Hóa;", "Lưu: hồ sơ."]


def test_a_dossier_taken_back_says_so_in_the_owners_words() -> None:
    """Nobody's time ran out, so no rule is named; an officer signs by hand."""
    by = {"name": None, "post": None, "role": "citizen", "agency": None, "subject": "citizen-1"}
    wish = Reason(kind=ReasonKind.WITHDRAWAL, at=AT, by=by, words="Nộp nhầm nơi.")
    line = entry(EntryKind.WITHDRAWN, at=AT, by=by)
    act = stop_act(ACCEPTED, timeline=[line], ledger=[LIMIT], reasons=[wish])

    data = drawn(FormName.STOP_NOTICE, act=act)

    assert values(data)["Lý do"] == ["Người nộp hồ sơ đề nghị rút hồ sơ: Nộp nhầm nơi."]
    assert "Căn cứ" not in values(data)
    assert data["signatures"][0]["name"] is None


@SETS
def test_the_apology_of_each_set(form_set: FormSet) -> None:
    """To whom, for what, the date that is missed, why, the new date, and the head's signature."""
    data = drawn(FormName.APOLOGY, form_set)
    known = values(data)
    titles = {
        "2018": ["PHIẾU XIN LỖI", "VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"],
        "2025": ["VĂN BẢN XIN LỖI", "VÀ ĐỀ NGHỊ GIA HẠN"],
    }

    assert data["title"] == titles[form_set.name]
    assert known["Kính gửi Ông/Bà/Tổ chức"] == "Nguyễn Thị Ế"
    assert known["Lý do"] == ["Cơ quan phối hợp chưa có kết quả hoặc ý kiến trả lời."]
    assert known["Thời gian hẹn trả kết quả"] != known["Hẹn lại thời gian trả kết quả"]
    assert data["signatures"][0]["name"] == "Trần Văn Thủ Trưởng"
    assert any("xin lỗi" in sentence for sentence in sentences(data))


def test_nothing_is_printed_before_it_happened() -> None:
    """Each form waits for its act."""
    new = dossier(Status.FILED)

    with pytest.raises(NoReceiptError):
        act_of(FormName.RECEIPT, about=new)
    with pytest.raises(NoSupplementRequestError):
        supplement_act(new, None, procedure=procedure(), timeline=[])
    with pytest.raises(NotRefusedError):
        refusal_act(new, timeline=[], ledger=[])
    with pytest.raises(NoApologyError):
        apology_act(new, timeline=[])
    with pytest.raises(NotStoppedError):
        stop_act(new, timeline=[], ledger=[], reasons=[])


def test_a_new_date_makes_a_version_and_a_better_known_name_does_not() -> None:
    """What makes a version is the act itself."""
    first = act_of(FormName.RECEIPT)
    moved = replace(ACCEPTED, due_at=AT + timedelta(days=9))

    assert act_of(FormName.RECEIPT, about=moved).basis != first.basis
    assert act_of(FormName.RECEIPT, about=replace(ACCEPTED, version=7)).basis == first.basis


def test_a_version_says_what_it_replaces() -> None:
    """Version 2 names version 1 and its day."""
    edition = Edition(version=2, made_at=AT + timedelta(days=3), replaces=(1, AT))

    notes = drawn(FormName.RECEIPT, edition=edition)["notes"]

    assert notes == ["Bản số 2 lập ngày 26/11/2026, thay thế bản số 1 ngày 23/11/2026."]
    assert drawn(FormName.RECEIPT)["notes"] == []


def test_who_need_not_ring_up_gets_a_masked_copy() -> None:
    """A leg's officer sees the name and no contact, and the copy says what it is."""
    data = drawn(FormName.RECEIPT, seen=ALL - {Part.CONTACT})
    known = values(data)

    assert known["Tiếp nhận hồ sơ của Ông/Bà/Tổ chức"] == "Nguyễn Thị Ế"
    assert known["Số điện thoại"] == "0******678"
    assert known["Email"] == "e***@example.vn"
    assert known["Địa chỉ"].startswith("***")
    assert data["notes"][0].startswith("Bản xem")


@pytest.mark.parametrize(
    "form",
    [
        FormName.RECEIPT,
        FormName.SUPPLEMENT_REQUEST,
        FormName.REFUSAL,
        FormName.APOLOGY,
        FormName.STOP_NOTICE,
    ],
)
def test_the_translation_says_that_it_is_one(form: FormName) -> None:
    """English in every label; what people wrote stays as they wrote it."""
    data = drawn(form, language="en")

    assert data["notes"] == [
        "Translation, for information: the Vietnamese form is the one that counts."
    ]
    assert data["language"] == "en"
    assert data["place_date"] == "Hạc Thành, 23 November 2026"
    labels = " ".join(values(data))
    assert labels.isascii(), labels


def test_what_the_suite_says_itself_is_translated() -> None:
    """The reason of a closing by time is ours, so it has both languages."""
    known = values(drawn(FormName.STOP_NOTICE, language="en"))

    assert known["Reason"] == ["The papers asked for did not come in time."]


@pytest.mark.parametrize(("number", "written"), [("9999", "9999"), ("10001", "10001")])
def test_the_number_of_a_receipt_widens_with_the_dossiers(number: str, written: str) -> None:
    """The ten thousandth of a day has five digits on paper too."""
    layout = shipped_sets().sets[0].forms[FormName.RECEIPT]

    found = running_number(f"H56.14797-261123-{number}", layout, "")

    assert found.startswith(f"261123-{written}/TNHS")


@pytest.mark.parametrize(
    ("on", "written"),
    [
        ("2027-02-04", "ngày 04 tháng 02 năm 2027"),
        ("2027-05-04", "ngày 04 tháng 5 năm 2027"),
        ("2027-12-14", "ngày 14 tháng 12 năm 2027"),
    ],
)
def test_a_date_has_its_zeros_where_documents_have_them(on: str, written: str) -> None:
    """Decree 30/2020/NĐ-CP: before days below 10, and before the months 1 and 2 alone."""
    assert long_day(date.fromisoformat(on), "vi") == written
