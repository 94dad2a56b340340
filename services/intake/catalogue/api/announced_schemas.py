"""What is shown of a procedure that was announced and cannot be filed here yet."""

from __future__ import annotations

from marshmallow import Schema, fields


class ReviewSchema(Schema):
    """A reason why a clerk must look at a record."""

    reason = fields.Function(lambda review: review.value)
    text = fields.Function(lambda review: review.text.to_document())


class AnnouncedTermSchema(Schema):
    """A term as published; `term` is null where it cannot be used as it stands."""

    channel = fields.String()
    term = fields.Function(lambda item: None if item.term is None else str(item.term))
    published = fields.String()


class AnnouncedFeeSchema(Schema):
    """A fee as published; `amount` in đồng, null where it cannot be right."""

    channel = fields.String()
    amount = fields.Integer(allow_none=True)
    published = fields.String()


class AsAnnouncedSchema(Schema):
    """What the national portal's record says, and what in it needs review."""

    authorities = fields.List(fields.String())
    terms = fields.List(fields.Nested(AnnouncedTermSchema))
    fees = fields.List(fields.Nested(AnnouncedFeeSchema))
    papers = fields.Integer(allow_none=True)
    results = fields.List(fields.String())
    reviews = fields.List(fields.Nested(ReviewSchema))
