"""The report of notices: whose, its sums, its words and its sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from kernel.clock import VIETNAM
from kernel.period import Period
from services.notification.templates.domain.template import STAFF, Template
from services.reporting.notices.api.documents import notice_report_document
from services.reporting.notices.api.sheet import notice_report_csv
from services.reporting.notices.api.words import CHANNELS, MILESTONES, named
from services.reporting.notices.domain.figures import (
    MESSAGE_COUNTS,
    NOTICE_COUNTS,
    By,
    Line,
    MessageFigures,
    NoticeFigures,
    check_lines,
)
from services.reporting.notices.domain.report import NoticeReport, Scope
from services.reporting.notices.ports import Counted
from services.reporting.notices.usecases.build_notice_report import build_notice_report
from services.reporting.statutory.domain.cut import PeriodNotBegunError
from services.reporting.statutory.domain.figures import FiguresInconsistentError
from services.reporting.statutory.domain.report import ReportAgency

NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM)
NOTHING = NoticeFigures(**dict.fromkeys(NOTICE_COUNTS, 0))
NONE = MessageFigures(**dict.fromkeys(MESSAGE_COUNTS, 0), p50_ms=None, p95_ms=None)
FIRST = replace(NOTHING, notices=1, told_first=1)
LETTER = replace(NONE, messages=1, handed_over=1, attempts=1, p50_ms=400, p95_ms=400)
TEXT = replace(
    NONE,
    messages=1,
    handed_over=1,
    delivered=1,
    attempts=2,
    segments=2,
    cost=700,
    p50_ms=2_000,
    p95_ms=2_000,
)
BOTH = replace(TEXT, messages=2, handed_over=2, attempts=3, p50_ms=400)


def line(
    by: By, key: str, messages: MessageFigures, notices: NoticeFigures | None = FIRST
) -> Line:
    return Line(by=by, key=key, messages=messages, notices=notices)


LINES = [
    line(By.AGENCY, "H56.14797", BOTH),
    line(By.CHANNEL, "email", LETTER, None),
    line(By.CHANNEL, "sms", TEXT, None),
    line(By.MILESTONE, "dossier-accepted", BOTH),
    line(By.TOTAL, "", BOTH),
]
HOANG_GIANG = ReportAgency(code="H56.14797", name="UBND xã Hoằng Giang")
SCOPE = Scope(agency=HOANG_GIANG, names={"H56.14797": "UBND xã Hoằng Giang"})


class InMemoryNotices:
    """Tells what it is given, and remembers what it was asked."""

    def __init__(self, settled_to: date | None = None) -> None:
        self.asked: tuple[date, date, list[str] | None] | None = None
        self._settled_to = settled_to

    def count(self, first: date, last: date, agencies: Collection[str] | None) -> Counted:
        self.asked = (first, last, None if agencies is None else sorted(agencies))
        return Counted(lines=LINES, settled_to=self._settled_to)


def report(scope: Scope = SCOPE, period: str = "2026-11") -> NoticeReport:
    return build_notice_report(
        Period.parse(period), scope, now=NOW, notices=InMemoryNotices(date(2026, 11, 17))
    )


@pytest.mark.parametrize(
    ("scope", "agencies"),
    [(SCOPE, ["H56.14797"]), (Scope(agency=None, names={"H56": "Tỉnh"}), None)],
)
def test_notification_is_asked_for_the_days_so_far_and_the_agencies_in_scope(
    scope: Scope, agencies: list[str] | None
) -> None:
    """Of the province for all: drafts belong to no agency."""
    notices = InMemoryNotices()
    build_notice_report(Period.parse("2026-Q4"), scope, now=NOW, notices=notices)

    assert notices.asked == (date(2026, 9, 15), date(2026, 11, 25), agencies)


@pytest.mark.parametrize(
    ("settled_to", "settled"),
    [(None, False), (date(2026, 11, 9), False), (date(2026, 11, 10), True)],
)
def test_a_period_is_settled_once_its_last_day_is(
    settled_to: date | None, *, settled: bool
) -> None:
    made = build_notice_report(
        Period.parse("2026-11-01..2026-11-10"),
        SCOPE,
        now=NOW,
        notices=InMemoryNotices(settled_to),
    )

    assert made.settled is settled


def test_a_period_to_come_has_no_report() -> None:
    with pytest.raises(PeriodNotBegunError):
        report(period="2027-01")


def broken(place: int, **changed: int) -> Sequence[Line]:
    one = LINES[place]
    lines = list(LINES)
    lines[place] = replace(one, messages=replace(one.messages, **changed))
    return lines


@pytest.mark.parametrize(
    "lines",
    [
        broken(0, cost=701),
        broken(1, messages=2),
        broken(2, delivered=2),
        broken(3, attempts=4),
        broken(4, failed=1),
        LINES[:-1],
        [*LINES, LINES[-1]],
        LINES[1:],
        [replace(LINES[0], notices=replace(FIRST, told_first=0, told_nobody=1)), *LINES[1:]],
        [replace(LINES[0], notices=replace(FIRST, told_other=1)), *LINES[1:]],
        [replace(LINES[0], notices=None), *LINES[1:]],
        [*LINES[:-1], replace(LINES[-1], notices=None)],
    ],
)
def test_figures_that_contradict_each_other_are_never_handed_out(lines: Sequence[Line]) -> None:
    with pytest.raises(FiguresInconsistentError):
        check_lines(lines)


def test_figures_that_agree_give_the_line_of_all() -> None:
    assert check_lines(LINES) == LINES[-1]


def test_every_template_has_words() -> None:
    """Staff are in no report of notices; a template of tomorrow shows its code."""
    assert set(MILESTONES) == {template.value for template in Template if template not in STAFF}
    assert named(CHANNELS, "zalo").vi == "zalo"


def test_document_has_agencies_milestones_channels_and_the_total() -> None:
    document = notice_report_document(report())

    assert document["by_channel"][1] == {  # type: ignore[index]
        "channel": {"code": "sms", "name": {"vi": "Tin nhắn SMS", "en": "SMS"}},
        "messages": {
            **{name: getattr(TEXT, name) for name in MESSAGE_COUNTS},
            "seconds_to_hand_over": {"p50": 2.0, "p95": 2.0},
        },
    }
    assert document["total"]["notices"]["told_first"] == 1  # type: ignore[index]
    assert document["settled"] is False


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_sheet_has_a_row_for_each_line_and_as_many_cells_as_heads() -> None:
    rows = cells(notice_report_csv(report()))
    heads = next(number for number, row in enumerate(rows) if row[0] == "Chia theo")

    assert ["Cơ quan", "UBND xã Hoằng Giang (H56.14797)"] in rows
    assert ["Đã chốt số liệu", "chưa"] in rows
    assert [row[0] for row in rows[heads + 1 :]] == [
        "Cơ quan",
        "Sự kiện",
        "Kênh",
        "Kênh",
        "Tổng số",
    ]
    assert {len(row) for row in rows[heads:]} == {25}
    assert rows[-1][3:5] == ["1", "1"]
    assert rows[-2][1:4] == ["sms", "Tin nhắn SMS", ""]
    assert rows[-2][-3:] == ["700", "2.0", "2.0"]


def test_what_belongs_to_no_agency_says_so() -> None:
    """A draft has none yet; an agency that was not heard of shows its code."""
    made = replace(
        report(Scope(agency=None, names={})),
        lines=(line(By.AGENCY, "", LETTER), line(By.AGENCY, "H56.9", LETTER)),
    )
    rows = cells(notice_report_csv(made))

    assert ["Cơ quan", "Toàn tỉnh"] in rows
    assert [row[2] for row in rows[-3:-1]] == ["Chưa thuộc cơ quan nào (hồ sơ nháp)", "H56.9"]
