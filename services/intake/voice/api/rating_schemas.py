"""What the routes of ratings take and give."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.intake.voice.domain.rating import Rating


def _degree(*, required: bool = False) -> fields.Integer:
    degree = validate.Range(1, 3)
    if required:
        return fields.Integer(required=True, strict=True, validate=degree)
    return fields.Integer(strict=True, allow_none=True, load_default=None, validate=degree)


class RatingSchema(Schema):
    """The body of `POST /dossiers/{code}/rating`: 3 very satisfied, 2 satisfied, 1 not yet."""

    overall = _degree(required=True)
    quality = _degree()
    time = _degree()
    cost = _degree()
    channel = fields.String(
        load_default="online", validate=validate.OneOf(["online", "desk", "post"])
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Rating:
        return Rating(**data)


class RatedSchema(Schema):
    """The rating as kept."""

    dossier = fields.String()
    overall = fields.Integer()
    quality = fields.Integer(allow_none=True)
    time = fields.Integer(allow_none=True)
    cost = fields.Integer(allow_none=True)
    channel = fields.String()
