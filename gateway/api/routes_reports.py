"""Statutory reports and registers for leaders, open statistics for everybody."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route
from kernel.rights import Action

_REPORT_SECONDS = 30.0  # a whole province over a year

ROUTES = (
    Route(
        method="GET",
        path="/reports/notices",
        service="reporting",
        who=(Action.READ_REPORT,),
        seconds=_REPORT_SECONDS,
        rate="report",
    ),
    Route(
        method="GET",
        path="/reports/{form}",
        service="reporting",
        who=(Action.READ_REPORT,),
        seconds=_REPORT_SECONDS,
        rate="report",
    ),
    Route(
        method="GET",
        path="/registers/{agency}",
        service="intake",
        who=(Action.READ_REGISTER,),
        seconds=_REPORT_SECONDS,
        rate="report",
    ),
    Route(
        method="GET",
        path="/statistics/procedures/{code}",
        service="reporting",
        who=PUBLIC,
        rate="report",
    ),
)
