"""What the routes of the area take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.fields import Prose
from services.intake.registry.api.answers import BySchema


class CorrectionSchema(Schema):
    """The body of `POST /dossiers/{code}/error-correction`."""

    reason = Prose(limit=2000, least=1, required=True)


class CorrectedSchema(Schema):
    """A result that was taken back, and why."""

    at = fields.DateTime()
    by = fields.Nested(BySchema)
    cause = fields.String()
    reason = fields.String()


class CorrectionsSchema(Schema):
    """Every time the result was taken back, oldest first."""

    items = fields.List(fields.Nested(CorrectedSchema))
