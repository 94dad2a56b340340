"""`GET /admin/reconciliation`: the last report, for administrators behind the gateway."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor, require_service
from kernel.errors import ForbiddenError, NotFoundError
from kernel.rights import Role


def reconciliation_report_blueprint(last: Callable[[], str | None]) -> Blueprint:
    """Return the route; `last` gives the last report's JSON document, None before the first."""
    blueprint = Blueprint("reconciliation-report", __name__)

    @blueprint.get("/admin/reconciliation")
    @blueprint.response(200)
    @blueprint.alt_response(404, description="No run has ended yet")
    def report() -> Response:
        """Show what the last run of reconciliation found, mended and left."""
        require_service("gateway")
        if not current_actor().has(Role.ADMIN):
            raise ForbiddenError
        document = last()
        if document is None:
            raise NotFoundError
        return Response(document, content_type="application/json")

    return blueprint
