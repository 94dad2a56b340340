"""The report of notices as a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.sheet import csv_sheet
from kernel.clock import VIETNAM
from services.reporting.notices.api.documents import name_of_agency, seconds_of
from services.reporting.notices.api.words import CHANNELS, MILESTONES, TITLE, named
from services.reporting.notices.domain.figures import MESSAGE_COUNTS, NOTICE_COUNTS, By, Line
from services.reporting.notices.domain.report import NoticeReport

_HEADS = (
    "Chia theo",
    "Mã",
    "Tên",
    "Thông báo: tổng số",
    "Thông báo: đến bằng kênh đầu tiên",
    "Thông báo: chỉ đến bằng kênh khác",
    "Thông báo: không đến, phải gọi điện",
    "Thông báo: đang gửi",
    "Thông báo: chưa rõ kết quả",
    "Thông báo: gộp vào tin khác",
    "Thông báo: người nhận đã ngừng nhận",
    "Tin: tổng số",
    "Tin: nhà cung cấp đã nhận",
    "Tin: trong đó đã đến máy",
    "Tin: không gửi được",
    "Tin: không có địa chỉ",
    "Tin: người nhận đã ngừng nhận",
    "Tin: gộp vào tin khác",
    "Tin: đang gửi",
    "Tin: chưa rõ kết quả",
    "Số lượt gửi",
    "Số đoạn tin SMS",
    "Chi phí SMS (đồng)",
    "Thời gian đến khi gửi xong, trung vị (giây)",
    "Thời gian đến khi gửi xong, 95% (giây)",
)


def notice_report_csv(report: NoticeReport) -> bytes:
    """Return the report as CSV in UTF-8; a channel has no figures of notices."""
    agency = report.scope.agency
    lines: list[Sequence[object]] = [
        (TITLE.vi,),
        ("Cơ quan", f"{agency.name} ({agency.code})" if agency else "Toàn tỉnh"),
        ("Kỳ báo cáo", report.period.words.vi),
        ("Từ ngày", f"{report.period.first_day:%d/%m/%Y}"),
        ("Đến ngày", f"{report.period.last_day:%d/%m/%Y}"),
        ("Số liệu đến", f"{report.as_of.astimezone(VIETNAM):%d/%m/%Y %H:%M}"),
        ("Đã chốt số liệu", "có" if report.settled else "chưa"),
        _HEADS,
    ]
    lines += [
        ("Cơ quan", line.key, name_of_agency(report, line), *_numbers(line))
        for line in report.of(By.AGENCY)
    ]
    lines += [
        ("Sự kiện", line.key, named(MILESTONES, line.key).vi, *_numbers(line))
        for line in report.of(By.MILESTONE)
    ]
    lines += [
        ("Kênh", line.key, named(CHANNELS, line.key).vi, *_numbers(line))
        for line in report.of(By.CHANNEL)
    ]
    lines.append(("Tổng số", "", "", *_numbers(report.total)))
    return csv_sheet(lines)


def _numbers(line: Line) -> Sequence[object]:
    notices, messages = line.notices, line.messages
    waits = [seconds_of(wait) for wait in (messages.p50_ms, messages.p95_ms)]
    return [
        *("" if notices is None else getattr(notices, name) for name in NOTICE_COUNTS),
        *(getattr(messages, name) for name in MESSAGE_COUNTS),
        *("" if wait is None else wait for wait in waits),
    ]
