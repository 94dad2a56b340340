"""Reports for leaders, and the open figures of each procedure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.http import json_response
from kernel.period import Period
from kernel.rights import Actor
from services.reporting.statutory.api.documents import (
    field_report_document,
    procedure_figures_document,
)
from services.reporting.statutory.api.schemas import (
    FieldReportQuery,
    FieldReportSchema,
    ProcedureFiguresSchema,
)
from services.reporting.statutory.api.sheet import field_report_csv
from services.reporting.statutory.domain.figures import FiguresInconsistentError
from services.reporting.statutory.domain.report import (
    FieldReport,
    ProcedureFigures,
    ReportAgency,
    Under,
)

BuildFieldReport = Callable[[Period, Under, datetime | None, Actor], FieldReport]
ShowFigures = Callable[[str], ProcedureFigures]
_log = structlog.get_logger(__name__)


def reports_blueprint(field_report: BuildFieldReport, figures: ShowFigures) -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint("reports", __name__)

    @blueprint.get("/reports/kstt-06")
    @blueprint.arguments(FieldReportQuery, location="query")
    @blueprint.response(200, FieldReportSchema)
    @blueprint.doc(responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
    def kstt_06(asked: dict[str, Any]) -> Response:
        """Form 06/VPCP/KSTT for a period, as JSON or CSV."""
        actor = current_actor()
        period: Period = asked["period"]
        try:
            under = Under(**{name: asked[name] for name in ("agency", "view", "succession")})
            report = field_report(period, under, asked["as_of"], actor)
        except FiguresInconsistentError as error:
            _log.critical("figures-inconsistent", period=period.name, broken=str(error))
            raise
        if asked["format"] == "csv":
            return sheet_response("kstt-06", period, report.agency, field_report_csv(report))
        return json_response(field_report_document(report))

    @blueprint.get("/statistics/procedures/<code>")
    @blueprint.response(200, ProcedureFiguresSchema)
    def procedure_figures(code: str) -> Response:
        """Open figures of a procedure."""
        return json_response(procedure_figures_document(figures(code)))

    return blueprint


def sheet_response(
    form: str, period: Period, agency: ReportAgency | None, content: bytes
) -> Response:
    """Return a sheet with a name one can file it under."""
    place = agency.code if agency else "province"
    name = f"{form}_{period.name.replace('..', '_')}_{place}.csv"
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
