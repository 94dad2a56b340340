"""How far the agencies are with a dossier, as a graph: data, or a drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from kernel.rights import Actor
from services.routing.work.api.graph_documents import (
    GraphQuerySchema,
    GraphSchema,
    graph_document,
)
from services.routing.work.api.graph_drawing import graph_drawing
from services.routing.work.domain.case_graph import CaseGraph

ShowGraph = Callable[[Actor, str], CaseGraph]
_DRAWING = "image/svg+xml"


def graph_blueprint(show: ShowGraph) -> Blueprint:
    """Return `GET /dossiers/{code}/graph`."""
    blueprint = Blueprint("case-graphs", __name__, description="Cases as graphs")

    @blueprint.get("/dossiers/<string:code>/graph")
    @blueprint.arguments(GraphQuerySchema, location="query")
    @blueprint.response(200, GraphSchema, example=example(__name__, "graph"))
    @blueprint.doc(responses={200: {"content": {_DRAWING: {"schema": {"type": "string"}}}}})
    def graph(asked: dict[str, Any], code: str) -> Response:
        """Show legs and steps of a dossier's case with their state, dates and whose turn it is.

        For staff of its agencies and those who oversee them. Nobody stands in it, neither
        applicant nor officer. `format=svg` draws it, with title and description; `text` says the
        same in sentences.
        """
        found = show(current_actor(), code)
        if asked["format"] == "json":
            return json_response(graph_document(found))
        response = Response(graph_drawing(found, asked["language"]), content_type=_DRAWING)
        response.headers["Content-Disposition"] = f'inline; filename="graph-{code}.svg"'
        response.headers["Content-Language"] = asked["language"]
        return response

    return blueprint
