"""Form 06 as a sheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest

from chassis.sheet import guarded
from kernel.clock import VIETNAM
from kernel.period import Period
from services.reporting.statutory.api.sheet import field_report_csv
from services.reporting.statutory.domain.figures import NOTHING, FieldRow
from services.reporting.statutory.domain.report import FieldReport, ReportAgency, View

ONE = replace(NOTHING, received=1, online=1, resolved=1, early=1)
REPORT = FieldReport(
    period=Period.parse("2026-Q4"),
    agency=ReportAgency(code="H56.14797", name="UBND xã Hoằng Giang"),
    view=View.RECEIVING,
    as_of=datetime(2026, 11, 23, 8, tzinfo=VIETNAM),
    rows=(FieldRow(code="HT", name='=HYPERLINK("http://x")', figures=ONE),),
    total=ONE,
)


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_sheet_has_heading_columns_rows_and_total() -> None:
    """As the form is printed."""
    lines = cells(field_report_csv(REPORT))

    assert lines[0][1] == "Biểu số 06/VPCP/KSTT"
    assert ["Từ ngày", "15/09/2026"] in lines
    assert ["Đến ngày", "14/12/2026"] in lines
    assert lines[-1][2:5] == ["Tổng số", "1", "1"]
    assert {len(line) for line in lines[7:]} == {14}


def test_name_that_looks_like_a_formula_is_text() -> None:
    """A spreadsheet shows it and runs nothing."""
    assert cells(field_report_csv(REPORT))[8][2] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_every_dangerous_start_is_guarded(start: str) -> None:
    """ASVS 1.2.10."""
    assert guarded(f"{start}1") == f"'{start}1"


def test_numbers_stay_numbers() -> None:
    """They are computed here, not typed by anybody."""
    assert guarded(12) == 12


def test_spreadsheets_are_told_the_encoding() -> None:
    """Without the mark Vietnamese letters come out broken."""
    assert field_report_csv(REPORT).startswith(b"\xef\xbb\xbf")
