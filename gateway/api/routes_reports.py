"""Statutory reports for leaders, open statistics for everybody."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route
from kernel.rights import Action

ROUTES = (
    Route(method="GET", path="/reports/{form}", service="reporting", who=(Action.READ_REPORT,)),
    Route(method="GET", path="/statistics/procedures/{code}", service="reporting", who=PUBLIC),
)
