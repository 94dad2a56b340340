"""The register of violations over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, next_link
from chassis.sheet import csv_sheet
from kernel.rights import Actor
from services.routing.lateness.api.documents import count_document, line_document
from services.routing.lateness.api.schemas import (
    CountsQuerySchema,
    CountsSchema,
    ViolationsPageSchema,
    ViolationsQuerySchema,
    cursor_of,
)
from services.routing.lateness.domain.reading import Count, Page, Wanted

ListViolations = Callable[[Actor, Wanted], Page]
CountViolations = Callable[[Actor, Wanted], Sequence[Count]]
_SHEET = "text/csv"
_HEADS = ("Cơ quan", "Cán bộ", "Loại vi phạm", "Số vi phạm", "Trong đó đã xóa tên")


def violations_blueprint(
    list_violations: ListViolations, count_violations: CountViolations
) -> Blueprint:
    """Return `GET /violations` and `GET /violations/counts`."""
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

    @blueprint.get("/violations/counts")
    @blueprint.arguments(CountsQuerySchema, location="query")
    @blueprint.response(200, CountsSchema, example=example(__name__, "violation-counts"))
    @blueprint.doc(responses={200: {"content": {_SHEET: {"schema": {"type": "string"}}}}})
    def counts(asked: dict[str, Any]) -> Response:
        """Count what was not kept by unit, officer and kind, over days; those with most first.

        Of the lines the reader may read in the register; `struck` of them no longer count.
        `format=csv` is the same as a sheet.
        """
        found = count_violations(current_actor(), asked["wanted"])
        if asked["format"] == "csv":
            return _sheet(found)
        return json_response({"items": [count_document(count) for count in found]})

    return blueprint


def _sheet(found: Sequence[Count]) -> Response:
    lines = [tuple(count_document(count).values()) for count in found]
    response = Response(csv_sheet([_HEADS, *lines]), content_type=f"{_SHEET}; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="violations.csv"'
    return response
