"""The register of violations over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, next_link
from kernel.rights import Actor
from services.routing.lateness.api.documents import line_document
from services.routing.lateness.api.schemas import (
    ViolationsPageSchema,
    ViolationsQuerySchema,
    cursor_of,
)
from services.routing.lateness.domain.reading import Page, Wanted

ListViolations = Callable[[Actor, Wanted], Page]


def violations_blueprint(list_violations: ListViolations) -> Blueprint:
    """Return `GET /violations`."""
    blueprint = Blueprint("violations", __name__, description="The register of violations")

    @blueprint.get("/violations")
    @blueprint.arguments(ViolationsQuerySchema, location="query")
    @blueprint.response(200, ViolationsPageSchema, example=example(__name__, "violations"))
    def violations(wanted: Wanted) -> Response:
        """List what was not kept, by unit and officer, the newest first.

        Heads read of their agency and of those below it, supervisors of their tier, officers what
        they are charged with themselves. A struck line no longer counts and stays with its reason.
        """
        page = list_violations(current_actor(), wanted)
        cursor = None if page.after is None else cursor_of(page.after)
        body = {"items": [line_document(line) for line in page.lines], "cursor": cursor}
        headers = {} if cursor is None else {"Link": next_link(cursor)}
        return json_response(body, headers=headers)

    return blueprint
