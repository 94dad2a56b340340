"""How a result is given to the post, and how postings are shown: never with the address."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.delivery.api.handover_schemas import FeeTakenSchema
from services.intake.delivery.domain.posting import PostingState
from services.intake.registry.api.answers import BySchema


class PostingSchema(Schema):
    """The body of `POST /dossiers/{code}/postings`."""

    fee = fields.Nested(
        FeeTakenSchema,
        allow_none=True,
        load_default=None,
        metadata={"description": "All that is due at return; once, however often it is posted."},
    )


class PostingMoveSchema(Schema):
    """A state of the parcel and when it was learnt of."""

    state = fields.Enum(PostingState, by_value=True)
    at = fields.DateTime()


class ShownPostingSchema(Schema):
    """A posting of the result."""

    number = fields.Integer()
    reference = fields.String(metadata={"description": "What the carrier knows the order by."})
    posted_at = fields.DateTime()
    by = fields.Nested(BySchema)
    state = fields.Enum(PostingState, by_value=True)
    tracking_number = fields.String(allow_none=True)
    fee = fields.Nested(FeeTakenSchema, allow_none=True)
    moves = fields.List(fields.Nested(PostingMoveSchema))


class ShownPostingsSchema(Schema):
    """Every time the result was given to the post, oldest first."""

    items = fields.List(fields.Nested(ShownPostingSchema))
