"""The report of notices as a JSON value."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.text import Text
from services.reporting.notices.api.words import CHANNELS, MILESTONES, NO_AGENCY, TITLE, named
from services.reporting.notices.domain.figures import (
    MESSAGE_COUNTS,
    NOTICE_COUNTS,
    By,
    Line,
    MessageFigures,
)
from services.reporting.notices.domain.report import NoticeReport

_THOUSAND = 1000


def notice_report_document(report: NoticeReport) -> dict[str, object]:
    """Return the report; `identities` is true because nothing inconsistent is ever made."""
    agency = report.scope.agency
    return {
        "form": "notices",
        "title": _words(TITLE),
        "period": {
            "name": report.period.name,
            "from": report.period.first_day,
            "to": report.period.last_day,
        },
        "agency": {"code": agency.code, "name": agency.name} if agency else None,
        "as_of": report.as_of,
        "settled": report.settled,
        "by_agency": [
            {"agency": {"code": line.key, "name": name_of_agency(report, line)}, **_figures(line)}
            for line in report.of(By.AGENCY)
        ],
        "by_milestone": [
            {"milestone": _coded(MILESTONES, line), **_figures(line)}
            for line in report.of(By.MILESTONE)
        ],
        "by_channel": [
            {"channel": _coded(CHANNELS, line), **_figures(line)} for line in report.of(By.CHANNEL)
        ],
        "total": _figures(report.total),
        "identities": True,
    }


def name_of_agency(report: NoticeReport, line: Line) -> str:
    """Return the name of an agency as it was heard last; its code where it was not."""
    return report.scope.names.get(line.key) or line.key or NO_AGENCY.vi


def seconds_of(milliseconds: int | None) -> float | None:
    """Return a wait in seconds."""
    return None if milliseconds is None else milliseconds / _THOUSAND


def _coded(names: Mapping[str, Text], line: Line) -> dict[str, object]:
    return {"code": line.key, "name": _words(named(names, line.key))}


def _words(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _figures(line: Line) -> dict[str, object]:
    messages: dict[str, object] = {"messages": _of_messages(line.messages)}
    if line.notices is None:
        return messages
    return {"notices": {name: getattr(line.notices, name) for name in NOTICE_COUNTS}, **messages}


def _of_messages(figures: MessageFigures) -> dict[str, object]:
    counts: dict[str, object] = {name: getattr(figures, name) for name in MESSAGE_COUNTS}
    wait = {"p50": seconds_of(figures.p50_ms), "p95": seconds_of(figures.p95_ms)}
    return {**counts, "seconds_to_hand_over": wait}
