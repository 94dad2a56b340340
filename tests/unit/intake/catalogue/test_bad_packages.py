"""One bad package for each rule of a procedure and of the tree, with what a clerk is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake.catalogue.api.documents import read_procedure
from services.intake.catalogue.domain.catalogue_check import check_agencies, check_agency_rules
from services.intake.catalogue.domain.procedure_check import check_procedure
from services.intake.catalogue.ports import CataloguePackage

Document = dict[str, Any]
Spoil = Callable[[Document], object]

FEE = {
    "id": "fee",
    "name": {"vi": "Phí", "en": "Fee"},
    "moment": "return",
    "ground": "Nghị quyết",
}
QUESTION = {
    "id": "who",
    "text": {"vi": "Ai?", "en": "Who?"},
    "options": [
        {"value": word, "label": {"vi": word, "en": word}} for word in ("mother", "father")
    ],
}
CASE = {"id": "case", "name": {"vi": "Trường hợp", "en": "Case"}}
TEXT = {"id": "more", "type": "text", "label": {"vi": "Thêm", "en": "More"}, "required": False}


def steps(document: Document) -> list[Document]:
    found: list[Document] = document["process"]["legs"][0]["steps"]
    return found


def seventeen_days(document: Document) -> None:
    """Give the internal steps 17 days of a procedure that the law gives 15."""
    document["terms"] = [{"term": "15wd", "ground": "Quyết định công bố"}]
    leg = document["process"]["legs"][0]
    leg["working_hours"] = 17 * 8
    leg["steps"][0]["working_hours"] = 17 * 8 - 3


BAD: dict[str, tuple[Spoil, str, str]] = {
    "it ends before it begins": (
        lambda doc: doc.update(valid_to="2025-06-30"),
        "/valid_to",
        "Ngày hết hiệu lực trước ngày hiệu lực.",
    ),
    "level 2, and yet online": (
        lambda doc: doc.update(legal_level=2, delivery_mode="info"),
        "/legal_level",
        "Mức 3 và 4 phải nộp được trực tuyến",
    ),
    "online without a form": (
        lambda doc: doc["form"].update(fields=[]),
        "/form",
        "Dịch vụ trực tuyến phải có biểu mẫu.",
    ),
    "partial for no reason": (
        lambda doc: doc.update(delivery_mode="partial", legal_level=3),
        "/partial_reason",
        "Dịch vụ một phần phải công bố lý do",
    ),
    "wholly online at level 3": (
        lambda doc: doc.update(legal_level=3),
        "/delivery_mode",
        "Hình thức “full” không phù hợp với mức 3.",
    ),
    "on the spot by two agencies": (
        lambda doc: (
            doc.update(on_the_spot=True),
            doc["process"]["legs"][0].update(agency={"kind": "tax-office"}),
        ),
        "/on_the_spot",
        "Giải quyết tại chỗ chỉ có một công đoạn, tại nơi tiếp nhận.",
    ),
    "a case twice": (
        lambda doc: doc.update(cases=[CASE, CASE]),
        "/cases",
        "Mã “case” bị lặp lại.",
    ),
    "a question twice": (
        lambda doc: doc.update(questions=[QUESTION, QUESTION]),
        "/questions",
        "Mã “who” bị lặp lại.",
    ),
    "an answer nobody can give": (
        lambda doc: doc.update(questions=[QUESTION], cases=[CASE | {"when": {"who": ["nobody"]}}]),
        "/cases/0/when/who",
        "Câu hỏi hoặc câu trả lời không tồn tại.",
    ),
    "a channel without a term": (
        lambda doc: doc.update(terms=[{"term": "1wd", "channel": "desk", "ground": "Luật"}]),
        "/terms",
        "Chưa có thời hạn cho kênh “online”",
    ),
    "a term of an unknown case": (
        lambda doc: doc["terms"][0].update(case="lost"),
        "/terms/0",
        "Trường hợp “lost” không tồn tại.",
    ),
    "a paper twice": (
        lambda doc: doc["papers"].append(doc["papers"][0]),
        "/papers",
        "Mã “birth-certificate-of-hospital” bị lặp lại.",
    ),
    "a fee for a channel that is shut": (
        lambda doc: doc.update(channels=["online"], fees=[FEE | {"amount": 1, "channel": "desk"}]),
        "/fees/0",
        "Kênh “desk” không được mở cho thủ tục này.",
    ),
    "a fee twice": (
        lambda doc: doc.update(fees=[FEE | {"amount": 1}, FEE | {"amount": 2}]),
        "/fees",
        "Mã “fee” bị lặp lại.",
    ),
    "a fee by a field that is no number": (
        lambda doc: doc.update(fees=[FEE | {"times_field": "relation"}]),
        "/fees/0",
        "Biểu mẫu không có trường số “relation”.",
    ),
    "a counted fee without prices": (
        lambda doc: doc.update(fees=[FEE | {"count_field": "copies"}]),
        "/fees/0/bands",
        "Thiếu bậc giá.",
    ),
    "a field twice": (
        lambda doc: doc["form"]["fields"].extend([TEXT, TEXT]),
        "/form/fields",
        "Mã “more” bị lặp lại.",
    ),
    "a choice of nothing": (
        lambda doc: doc["form"]["fields"].append(TEXT | {"type": "choice"}),
        "/choices",
        "Danh sách chọn chỉ dành cho, và bắt buộc với, trường kiểu choice.",
    ),
    "a group of nothing": (
        lambda doc: doc["form"]["fields"].append(TEXT | {"type": "group"}),
        "/fields",
        "Trường con chỉ dành cho, và bắt buộc với, trường kiểu group.",
    ),
    "a pattern that is none": (
        lambda doc: doc["form"]["fields"].append(TEXT | {"pattern": "["}),
        "/pattern",
        "Biểu thức không hợp lệ.",
    ),
    "a field that waits for what cannot be chosen": (
        lambda doc: doc["form"]["fields"].append(TEXT | {"when": {"relation": ["cousin"]}}),
        "/when/relation",
        "Điều kiện phải dựa vào một trường chọn cùng nhóm và giá trị có thật của nó.",
    ),
    "a draft for a moment": (
        lambda doc: doc.update(
            confirm_draft={"term": "0wd", "fields": ["relation"], "ground": "Luật"}
        ),
        "/confirm_draft/term",
        "Thời hạn xác nhận dự thảo phải từ 1 ngày làm việc",
    ),
    "17 days of work for a legal 15": (
        seventeen_days,
        "/process/legs",
        "cần 136 giờ (17 ngày), thời hạn pháp luật chỉ có 120 giờ làm việc (15 ngày).",
    ),
    "a payment an officer may refuse": (
        lambda doc: (
            steps(doc)[0].pop("working_hours"),
            steps(doc)[0].update(kind="payment", actions=["complete", "refuse"]),
        ),
        "/process/legs/0/steps/0/actions",
        "Bước chờ nộp tiền chỉ kết thúc bằng biên lai",
    ),
    "an opinion about nothing": (
        lambda doc: doc["process"]["legs"][0].update(kind="consultation"),
        "/process/legs/0",
        "Công đoạn lấy ý kiến, và chỉ nó, phải có content và silence",
    ),
    "an area that is no commune": (
        lambda doc: doc["process"]["legs"][0].update(
            agency={"kind": "commune", "area": "form/relation"}
        ),
        "/process/legs/0/agency",
        "“form/relation” không phải là trường đơn vị hành chính của biểu mẫu.",
    ),
    "an example of another procedure": (
        lambda doc: doc["example"].update(procedure="1.000656"),
        "/example/procedure",
        "Sai mã thủ tục.",
    ),
    "an example of no case": (
        lambda doc: doc["example"].update(case="lost"),
        "/example/case",
        "Trường hợp không tồn tại.",
    ),
    "an example by a channel that is shut": (
        lambda doc: (
            doc.update(channels=["online", "desk"]),
            doc["example"].update(channel="post"),
        ),
        "/example/channel",
        "Kênh không được mở.",
    ),
    "an example that leaves a field out": (
        lambda doc: doc["example"]["form"].pop("relation"),
        "/example/form/relation",
        "Thiếu thông tin này.",
    ),
    "an example without its papers": (
        lambda doc: doc["example"].update(papers=[]),
        "/example/papers",
        "Cần một trong nhóm “proof-of-birth”.",
    ),
    "an example with a paper nobody asks for": (
        lambda doc: doc["example"]["papers"].append({"paper": "diploma", "upload": "sample"}),
        "/example/papers",
        "Giấy tờ “diploma” không được yêu cầu.",
    ),
}


@pytest.mark.parametrize(("spoil", "pointer", "words"), BAD.values(), ids=BAD)
def test_a_bad_package_is_refused_with_its_place_and_words(
    birth_document: Document, spoil: Spoil, pointer: str, words: str
) -> None:
    """The fault stands at what is wrong, in words for a clerk."""
    spoil(birth_document)

    found = check_procedure(read_procedure(birth_document)[0])

    told = [(item.pointer, item.text.vi) for item in found]
    assert any(place.endswith(pointer) and words in text for place, text in told), told


def test_what_the_tree_of_agencies_lacks_is_named(shipped: CataloguePackage) -> None:
    """A parent and a calendar that are not there, an end before the beginning, a code twice."""
    first, other = shipped.agencies[:2]
    bad = replace(
        first,
        parent="H56.NO",
        calendar="mars",
        valid_from=date(2026, 1, 2),
        valid_to=date(2026, 1, 1),
    )

    told = {item.text.vi for item in check_agencies([bad, other, other], calendars={"vn"})}

    assert {
        "Cơ quan “H56.NO” không tồn tại.",
        "Lịch “mars” không tồn tại.",
        "Kết thúc trước khi bắt đầu.",
        f"Mã “{other.code}” bị lặp lại.",
    } <= told


def test_a_kind_no_agency_is_of_is_named(
    shipped: CataloguePackage, birth_document: Document
) -> None:
    """Where it is taken in, and where a part of the work goes."""
    birth_document["receiving_kinds"] = ["moon-base"]
    birth_document["competent"] = {"fixed": "H56.NO"}
    birth_document["process"]["legs"][0]["agency"] = {"kind": "sun-base"}
    procedure, _ = read_procedure(birth_document)

    told = [
        (item.pointer, item.text.vi) for item in check_agency_rules(procedure, shipped.agencies)
    ]

    assert told == [
        ("/receiving_kinds/0", "Không có cơ quan nào thuộc loại “moon-base”."),
        ("/competent", "Quy tắc “fixed H56.NO” không xác định được cơ quan nào."),
        ("/process/legs/0/agency", "Quy tắc “kind sun-base” không xác định được cơ quan nào."),
    ]
