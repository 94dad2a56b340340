"""Why a violation happened, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from chassis.auth import current_actor
from chassis.examples import example
from chassis.fields import Line
from chassis.http import if_match, json_response, with_etag
from kernel.apology import ApologyReason
from kernel.rights import Actor
from services.routing.lateness.api.documents import line_document
from services.routing.lateness.api.schemas import ViolationSchema
from services.routing.lateness.domain.reading import Line as RegisterLine

GiveReason = Callable[[Actor, UUID, str, ApologyReason, str | None], RegisterLine]


class ViolationReasonSchema(Schema):
    """Why it happened: one of the coded reasons of lateness, and words beside it."""

    reason = fields.Enum(ApologyReason, by_value=True, required=True)
    words = Line(limit=500, allow_none=True, load_default=None)


def reasons_blueprint(give: GiveReason) -> Blueprint:
    """Return `PUT /violations/{id}/reason`."""
    blueprint = Blueprint("violation-reasons", __name__, description="Why something was not kept")

    @blueprint.put("/violations/<uuid:line>/reason")
    @blueprint.arguments(ViolationReasonSchema, example=example(__name__, "give-reason"))
    @blueprint.response(200, ViolationSchema)
    def reason(given: dict[str, Any], line: UUID) -> Response:
        """Say why a violation happened, by a code; the words beside it go with the dossier.

        The officer whom it charges may, and the head of the agency that it charges. `If-Match` is
        the version of the reason as read, `"0"` the first time; earlier ones stay.
        """
        found = give(current_actor(), line, if_match(), given["reason"], given["words"])
        return with_etag(json_response(line_document(found)), found.version)

    return blueprint
