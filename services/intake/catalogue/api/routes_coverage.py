"""How much of what was announced can be filed, as open data."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from chassis.public_response import UNCHANGED, public_response
from services.intake.catalogue.domain.coverage import Coverage


class ShareSchema(Schema):
    """At the door ÷ announced; null where nothing was announced."""

    announced = fields.Integer()
    at_the_door = fields.Integer()
    share = fields.Float(allow_none=True)


class FieldShareSchema(ShareSchema):
    """The share of a field (lĩnh vực), by its name."""

    field = fields.String()


class LagSchema(Schema):
    """Days from the day a content holds to its publication."""

    procedures = fields.Integer()
    late = fields.Integer()
    median_days = fields.Integer(allow_none=True)
    longest_days = fields.Integer(allow_none=True)


class CoverageSchema(Schema):
    """The coverage of a day."""

    on = fields.Date()
    whole = fields.Nested(ShareSchema)
    needs_review = fields.Integer()
    fields_of_work = fields.List(
        fields.Nested(FieldShareSchema), attribute="fields", data_key="fields"
    )
    publication_lag = fields.Nested(LagSchema, attribute="lag")


def coverage_blueprint(action: Callable[[], Coverage]) -> Blueprint:
    """Return `GET /catalogue/coverage`."""
    blueprint = Blueprint("coverage", __name__, description="What can be filed of what there is")

    @blueprint.get("/catalogue/coverage")
    @blueprint.response(200, CoverageSchema)
    @blueprint.alt_response(304, description=UNCHANGED)
    def coverage() -> Response:
        """Tell how much of what was announced can be filed, by field, and how late it came."""
        return public_response(CoverageSchema().dump(action()))

    return blueprint
