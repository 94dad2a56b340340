"""Reports as JSON values."""

from __future__ import annotations

from services.reporting.statutory.domain.figures import Figures
from services.reporting.statutory.domain.report import FieldReport, ProcedureFigures

TITLE = {
    "vi": "Tình hình, kết quả giải quyết thủ tục hành chính",
    "en": "Settlement of administrative procedures",
}


def field_report_document(report: FieldReport) -> dict[str, object]:
    """Return form 06; `identities` is true because nothing inconsistent is ever made."""
    agency = report.agency
    return {
        "form": "kstt-06",
        "title": TITLE,
        "period": {
            "name": report.period.name,
            "from": report.period.first_day,
            "to": report.period.last_day,
        },
        "agency": {"code": agency.code, "name": agency.name} if agency else None,
        "view": report.view,
        "succession": report.succession,
        "as_of": report.as_of,
        "rows": [
            {"field": {"code": row.code, "name": row.name}, **_figures(row.figures)}
            for row in report.rows
        ],
        "total": _figures(report.total),
        "identities": True,
    }


def procedure_figures_document(figures: ProcedureFigures) -> dict[str, object]:
    """Return the open figures of a procedure; rates between 0 and 1, None without a base."""
    return {
        "procedure": {"code": figures.code, "name": figures.name},
        "since": figures.since,
        "as_of": figures.as_of,
        "received": {"total": figures.received, "online": figures.received_online},
        "resolved": {
            "total": figures.resolved,
            "online": figures.resolved_online,
            "on_time_rate": figures.on_time_rate,
        },
        "satisfaction": {
            "ratings": figures.ratings,
            "very_satisfied": figures.very_satisfied,
            "satisfied": figures.satisfied,
            "not_satisfied": figures.not_satisfied,
            "rate": figures.satisfaction,
        },
    }


def _figures(figures: Figures) -> dict[str, dict[str, int]]:
    return {
        "received": {
            "total": figures.received,
            "online": figures.online,
            "direct": figures.direct,
            "carried_over": figures.carried_over,
        },
        "resolved": {
            "total": figures.resolved,
            "early": figures.early,
            "on_time": figures.on_time,
            "late": figures.late,
        },
        "pending": {
            "total": figures.pending,
            "in_time": figures.pending_in_time,
            "late": figures.pending_late,
        },
    }
