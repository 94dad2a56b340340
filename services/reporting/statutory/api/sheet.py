"""Form 06 as a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.sheet import csv_sheet
from kernel.clock import VIETNAM
from services.reporting.statutory.api.documents import TITLE
from services.reporting.statutory.domain.figures import NAMES, Figures
from services.reporting.statutory.domain.report import FieldReport, Succession

_PRESENT = Succession.PRESENT
_HEADS = (
    "STT",
    "Mã lĩnh vực",
    "Lĩnh vực giải quyết",
    "Tiếp nhận: tổng số",
    "Tiếp nhận: trực tuyến",
    "Tiếp nhận: trực tiếp, bưu chính",
    "Tiếp nhận: từ kỳ trước",
    "Đã giải quyết: tổng số",
    "Đã giải quyết: trước hạn",
    "Đã giải quyết: đúng hạn",
    "Đã giải quyết: quá hạn",
    "Đang giải quyết: tổng số",
    "Đang giải quyết: trong hạn",
    "Đang giải quyết: quá hạn",
)


def field_report_csv(report: FieldReport) -> bytes:
    """Return form 06 as CSV in UTF-8."""
    place = f"{report.agency.name} ({report.agency.code})" if report.agency else "Toàn tỉnh"
    lines: list[Sequence[object]] = [
        (TITLE["vi"], "Biểu số 06/VPCP/KSTT"),
        ("Cơ quan", place),
        *([("Tính theo", "cơ quan hiện nay")] if report.succession is _PRESENT else []),
        ("Kỳ báo cáo", report.period.words.vi),
        ("Từ ngày", f"{report.period.first_day:%d/%m/%Y}"),
        ("Đến ngày", f"{report.period.last_day:%d/%m/%Y}"),
        ("Số liệu đến", f"{report.as_of.astimezone(VIETNAM):%d/%m/%Y %H:%M}"),
        ("Đơn vị tính", "số hồ sơ"),
        _HEADS,
    ]
    lines += [
        (number, row.code, row.name, *_numbers(row.figures))
        for number, row in enumerate(report.rows, start=1)
    ]
    lines.append(("", "", "Tổng số", *_numbers(report.total)))
    return csv_sheet(lines)


def _numbers(figures: Figures) -> tuple[int, ...]:
    return tuple(getattr(figures, name) for name in NAMES)
