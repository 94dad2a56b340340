"""The report of notices, for leaders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.http import json_response
from kernel.period import Period
from kernel.rights import Actor
from services.reporting.notices.api.documents import notice_report_document
from services.reporting.notices.api.schemas import NoticeReportQuery, NoticeReportSchema
from services.reporting.notices.api.sheet import notice_report_csv
from services.reporting.notices.domain.report import NoticeReport
from services.reporting.statutory.api.routes_reports import sheet_response
from services.reporting.statutory.domain.figures import FiguresInconsistentError

BuildNoticeReport = Callable[[Period, str | None, Actor], NoticeReport]
_log = structlog.get_logger(__name__)


def notices_blueprint(build: BuildNoticeReport) -> Blueprint:
    """Return `GET /reports/notices`."""
    blueprint = Blueprint("notices", __name__)

    @blueprint.get("/reports/notices")
    @blueprint.arguments(NoticeReportQuery, location="query")
    @blueprint.response(200, NoticeReportSchema)
    @blueprint.doc(responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
    def notices(asked: dict[str, Any]) -> Response:
        """By which ways applicants were told in a period, how soon, and what texts cost."""
        period: Period = asked["period"]
        try:
            report = build(period, asked["agency"], current_actor())
        except FiguresInconsistentError as error:
            _log.critical("figures-inconsistent", period=period.name, broken=str(error))
            raise
        if asked["format"] == "csv":
            return sheet_response(
                "notices", period, report.scope.agency, notice_report_csv(report)
            )
        return json_response(notice_report_document(report))

    return blueprint
