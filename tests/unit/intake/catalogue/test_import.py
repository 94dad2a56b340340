"""An import loads every record or lists it, guesses nothing, and changes nothing again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.testing import RecordedEvents
from kernel.term import Term
from services.intake.catalogue.api.documents import read_procedure
from services.intake.catalogue.api.import_report import report_document, summary
from services.intake.catalogue.api.records import read_records
from services.intake.catalogue.domain.announced import AnnouncedProcedure
from services.intake.catalogue.domain.errors import ProcedureNotFoundError
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import AnnouncedVersion, ReviewQuery
from services.intake.catalogue.usecases.find_procedure import find_procedure
from services.intake.catalogue.usecases.import_records import ImportReport, import_records
from services.intake.catalogue.usecases.list_reviews import list_reviews
from services.intake.catalogue.usecases.publish_procedure import publish_procedure
from services.intake.catalogue.usecases.read_card import read_card
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.records import (
    LONG_NAME,
    RECORDS,
    REFUSED,
    record,
    times,
    written,
)

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ON = date(2026, 11, 23)


def imported(file: Path, catalogue: InMemoryCatalogue) -> ImportReport:
    return import_records(read_records(file), at=AT, entries=catalogue.announced)


@pytest.fixture
def report(tmp_path: Path, empty: InMemoryCatalogue) -> ImportReport:
    """Give what became of the dirty records."""
    return imported(written(tmp_path, RECORDS, *REFUSED), empty)


def entry(catalogue: InMemoryCatalogue, code: str) -> AnnouncedProcedure:
    return catalogue.announced.entries[code].procedure


def test_every_line_is_loaded_or_listed(report: ImportReport) -> None:
    """Blank lines are none; each refusal names its line and says why."""
    assert report.read == len(RECORDS) + len(REFUSED)
    assert report.loaded == len(report.new) == len(RECORDS)
    first = len(RECORDS) + 2
    assert [item.line for item in report.refused] == list(range(first, first + len(REFUSED)))
    told = [item.refusal.text.vi for item in report.refused if item.refusal]
    assert told == [
        "Dòng không phải JSON.",
        "Dòng không phải một bản ghi.",
        "Mã thủ tục không hợp lệ (ví dụ đúng: 1.001193).",
        "Trường sai hoặc thiếu: name_raw.",
        "Tên không đọc được.",
        "Trường sai hoặc thiếu: fees.",
        "Mã đã có ở dòng trước trong tệp.",
    ]


@pytest.mark.parametrize(
    ("code", "reviews"),
    [
        ("1.900001", []),
        ("1.900005", [Review.TERM_MISSING]),
        ("1.900006", [Review.TERM_MISSING]),
        ("1.900007", [Review.TERM_WITHOUT_UNIT]),
        ("1.900008", [Review.TERM_UNUSABLE]),
        ("1.900009", [Review.TERM_HOURS_UNCLEAR]),
        ("1.900010", [Review.TERMS_DIFFER]),
        ("1.900011", [Review.FEE_FOREIGN]),
        ("1.900012", [Review.FEE_IMPOSSIBLE]),
        ("1.900013", [Review.FEE_CONTRADICTORY]),
        ("1.900014", [Review.FEE_UNSTATED]),
        ("1.900015", [Review.RESULTS_RUN_TOGETHER]),
        ("1.900040", [Review.RESULT_UNREADABLE]),
        ("1.900041", [Review.RESULT_UNREADABLE]),
        ("1.900016", [Review.AUTHORITY_MISSING]),
        ("1.900017", [Review.TIER_UNKNOWN]),
        ("1.900018", [Review.CHANNEL_UNKNOWN]),
        ("1.900019", [Review.NAME_SHARED]),
        ("1.900020", [Review.NAME_SHARED]),
        ("1.900022", []),
        ("1.900024", []),
    ],
)
def test_what_cannot_be_right_needs_review(
    report: ImportReport, code: str, reviews: list[Review]
) -> None:
    """One record for each reason."""
    assert list(report.reviews.get(code, ())) == reviews


def test_a_term_that_needs_review_has_no_guessed_one(
    report: ImportReport, empty: InMemoryCatalogue
) -> None:
    """What was published stands beside it, for the clerk."""
    assert report.new

    (lost,) = entry(empty, "1.900007").terms
    assert (lost.term, lost.published) == (None, "7")
    (half,) = entry(empty, "1.900008").terms
    assert (half.term, half.published) == (None, "0.5 working_day")
    assert [term.term for term in entry(empty, "1.900022").terms] == [Term.parse("2m")]
    assert [term.term for term in entry(empty, "1.900023").terms] == [Term.parse("30d")]


def test_a_fee_that_cannot_be_has_no_amount(
    report: ImportReport, empty: InMemoryCatalogue
) -> None:
    """Thousands and dollars stay as they were published."""
    assert report.new

    told = {
        code: [(fee.amount, fee.published) for fee in entry(empty, code).fees]
        for code in ("1.900001", "1.900011", "1.900012", "1.900013", "1.900014", "1.900024")
    }
    assert told == {
        "1.900001": [(8000, "8000 Việt Nam Đồng")],
        "1.900011": [(None, "25 USD")],
        "1.900012": [(None, "40 VNĐ")],
        "1.900013": [(None, "5000 VNĐ")],
        "1.900014": [],
        "1.900024": [(0, "Miễn phí")],
    }


def test_names_are_composed_on_one_line_and_whole(
    report: ImportReport, empty: InMemoryCatalogue
) -> None:
    """NFD becomes NFC, line breaks blanks, and 1,094 characters stay as many."""
    assert report.new

    assert entry(empty, "1.900002").name == "Cấp bản sao trích lục hộ tịch"
    assert unicodedata.is_normalized("NFC", entry(empty, "1.900002").name)
    assert entry(empty, "1.900003").name == "Cấp giấy phép xây dựng tạm"
    assert entry(empty, "1.900004").name == LONG_NAME.strip()
    assert len(LONG_NAME) > 1094
    assert entry(empty, "1.900015").results == ("KQ.G15.000031", "KQ.G15.000032")
    assert "1.900021.000.00.00.H56" in empty.announced.entries


def test_again_nothing_changes(
    report: ImportReport, empty: InMemoryCatalogue, tmp_path: Path
) -> None:
    """No row is written, no import noted; a changed record is one change."""
    before = dict(empty.announced.entries)

    again = imported(written(tmp_path, RECORDS, *REFUSED), empty)
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), len(RECORDS))
    assert again.reviews == report.reviews
    assert empty.announced.entries == before
    assert empty.announced.imports == [(len(RECORDS), 0)]

    changed = record("1.900005", "Khai báo tạm trú", time=times(("counter", 1.0, "working_day")))
    third = imported(written(tmp_path, [changed]), empty)
    assert (third.new, third.changed) == ((), ("1.900005",))
    assert entry(empty, "1.900005").reviews == ()
    assert len(empty.announced.entries) == len(RECORDS)


def test_a_document_is_read_back_whole(report: ImportReport, empty: InMemoryCatalogue) -> None:
    """What is kept says everything."""
    assert report.new
    for item in empty.announced.entries.values():
        assert AnnouncedProcedure.from_document(item.document) == item.procedure


def test_what_was_announced_is_found_and_cannot_be_filed(
    report: ImportReport, empty: InMemoryCatalogue
) -> None:
    """It has a card; no version of it is in force, so nobody files it."""
    assert report.new

    (hit, *_) = empty.search.find(ProcedureQuery(text="ghi so ho tich khai sinh"), ON)
    assert (hit.listed.code, hit.listed.at_the_door) == ("1.900001", False)
    card = read_card("1.900001", on=ON, procedures=empty.procedures, announced=empty.announced)
    assert isinstance(card, AnnouncedVersion)
    with pytest.raises(ProcedureNotFoundError):
        find_procedure("1.900001", on=ON, procedures=empty.procedures)


def test_a_package_takes_over(
    empty: InMemoryCatalogue, birth_document: dict[str, Any], tmp_path: Path
) -> None:
    """From the day its version holds: found once, with its own card, no longer waiting."""
    record_of_birth = record("1.001193", "Thủ tục đăng ký khai sinh", time=[])
    imported(written(tmp_path, [record_of_birth]), empty)
    procedure, document = read_procedure(birth_document)
    publish_procedure(procedure, document, procedures=empty.procedures, events=RecordedEvents())

    def seen(on: date) -> tuple[list[bool], int, bool]:
        hits = empty.search.find(ProcedureQuery(text="khai sinh"), on)
        card = read_card("1.001193", on=on, procedures=empty.procedures, announced=empty.announced)
        waiting = list_reviews(ReviewQuery(), on=on, reviews=empty.announced).items
        return (
            [hit.listed.at_the_door for hit in hits],
            len(waiting),
            isinstance(card, AnnouncedVersion),
        )

    assert seen(date(2020, 1, 1)) == ([False], 1, True)
    assert seen(ON) == ([True], 0, False)


def test_clerks_read_reasons_by_pages(report: ImportReport, empty: InMemoryCatalogue) -> None:
    """By code, for one reason or any, with the sums over all pages."""
    first = list_reviews(ReviewQuery(limit=5), on=ON, reviews=empty.announced)
    assert first.after is not None
    second = list_reviews(
        ReviewQuery(limit=100, after=first.after), on=ON, reviews=empty.announced
    )
    one = list_reviews(ReviewQuery(review=Review.FEE_FOREIGN), on=ON, reviews=empty.announced)

    read = [item.procedure.code for item in (*first.items, *second.items)]
    assert read == sorted(report.reviews)
    assert second.after is None
    assert [item.procedure.code for item in one.items] == ["1.900011"]
    assert dict(one.counts) == dict(report.by_review)


def test_the_report_says_it_all(report: ImportReport) -> None:
    """In a file for clerks, and in a few lines for who ran it."""
    document: Mapping[str, Any] = report_document(report, Path("records.jsonl"), 1.5)
    lines = summary(report, 1.5)

    assert document["reviews"]["1.900012"] == ["fee-impossible"]
    assert document["refused"][0]["line"] == len(RECORDS) + 2
    assert sum(item["procedures"] for item in document["reviews_by_reason"]) == sum(
        len(reviews) for reviews in report.reviews.values()
    )
    assert "Mức phí dưới 1.000 đồng" in lines
    assert "Dòng không phải JSON." in lines
