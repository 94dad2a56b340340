"""What the routes of the thread take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from chassis.fields import Prose
from services.intake.catalogue.api.schemas import TextSchema


class MessageSchema(Schema):
    """The body of `POST /dossiers/{code}/messages`."""

    text = Prose(limit=2000, least=1, required=True)


class ThreadQuerySchema(Schema):
    """The query of `GET /dossiers/{code}/messages`."""

    cursor = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class WriterSchema(Schema):
    """The officer who wrote."""

    post = fields.String(allow_none=True)
    agency = fields.String(allow_none=True)


class WrittenSchema(Schema):
    """A message; `by` is null where the citizen wrote."""

    number = fields.Integer()
    at = fields.DateTime()
    side = fields.String()
    by = fields.Nested(WriterSchema, allow_none=True)
    text = fields.String()
    read = fields.Boolean()


class ThreadSchema(Schema):
    """A page of the thread, newest first; `cursor` leads to the next, null on the last."""

    notice = fields.Nested(TextSchema)
    items = fields.List(fields.Nested(WrittenSchema))
    unread = fields.Integer()
    closed = fields.Boolean()
    cursor = fields.String(allow_none=True)
