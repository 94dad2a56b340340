"""What the routes of apologies take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields

from kernel.apology import ApologyReason
from services.routing.lateness.domain.apology import ApologyState, Because


class WordsSchema(Schema):
    """Words in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class ReasonSchema(Schema):
    """A reason an apology may give, in the words of the letter."""

    reason = fields.Enum(ApologyReason, by_value=True, required=True)
    text = fields.Nested(WordsSchema, required=True)


class WriteApologySchema(Schema):
    """The body of `PUT /dossiers/{code}/apology`."""

    reason = fields.Enum(ApologyReason, by_value=True, required=True)
    new_due_on = fields.Date(required=True, metadata={"example": "2026-12-02"})


class ApologySchema(Schema):
    """An apology; dates without time are working days, meant to their closing."""

    dossier = fields.String(required=True)
    state = fields.Enum(ApologyState, by_value=True, required=True)
    because = fields.Enum(Because, by_value=True, required=True)
    prepared_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True)
    proposed_due_on = fields.Date(required=True)
    reason = fields.Enum(ApologyReason, by_value=True, required=True, allow_none=True)
    new_due_on = fields.Date(required=True, allow_none=True)
    written_by = fields.String(required=True, allow_none=True)
    written_at = fields.DateTime(required=True, allow_none=True)
    signed_by = fields.String(required=True, allow_none=True)
    signed_at = fields.DateTime(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
