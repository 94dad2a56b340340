"""What the routes of ladders and alerts take and answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line
from services.routing.lateness.api.schemas import Cursor
from services.routing.lateness.domain.alert import AlertsWanted
from services.routing.lateness.domain.ladder import Audience, LadderRule, Level, Rung

_OPEN = "open"
_STATES = (_OPEN, "ended")


class RungSchema(Schema):
    """At so many percent of a step's time a level is told."""

    percent = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1000))
    level = fields.Enum(Level, by_value=True, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Rung:
        return Rung(**data)


class LadderRuleSchema(Schema):
    """The rungs for a procedure; without one, for every procedure that no other rule names."""

    procedure = Line(limit=40, allow_none=True, load_default=None)
    rungs = fields.List(
        fields.Nested(RungSchema), required=True, validate=validate.Length(min=1, max=10)
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> LadderRule:
        return LadderRule(procedure=data["procedure"], rungs=tuple(data["rungs"]))


class LadderSchema(Schema):
    """The rules of an agency; what none is about has the shipped rungs."""

    rules = fields.List(
        fields.Nested(LadderRuleSchema), required=True, validate=validate.Length(max=200)
    )


class LadderAnswerSchema(LadderSchema):
    """A ladder; version 0 is none yet. `shipped` are the rungs that hold without a rule."""

    agency = fields.String(required=True)
    version = fields.Integer(required=True)
    shipped = fields.List(fields.Nested(RungSchema), required=True)


class AlertsQuerySchema(Schema):
    """The query of `GET /alerts`; each filter narrows what is for the reader anyway."""

    dossier = Line(limit=64, load_default=None)
    audience = fields.Enum(Audience, by_value=True, load_default=None)
    state = fields.String(validate=validate.OneOf(_STATES), load_default=None)
    acknowledged = fields.Boolean(load_default=None)
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> AlertsWanted:
        state = data.pop("state")
        still_open = None if state is None else state == _OPEN
        return AlertsWanted(after=data.pop("cursor"), open=still_open, **data)


class AcknowledgementSchema(Schema):
    """Who of those who were told said first that they know, and when."""

    by = fields.String(required=True)
    at = fields.DateTime(required=True)


class AlertSchema(Schema):
    """Who was told at `at` that `percent` of a step's time is used up."""

    id = fields.UUID(required=True)
    dossier = fields.String(required=True)
    procedure = fields.String(required=True)
    leg = fields.String(required=True)
    step = fields.String(required=True)
    task = fields.UUID(required=True)
    percent = fields.Integer(required=True)
    audience = fields.Enum(Audience, by_value=True, required=True)
    agency = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    at = fields.DateTime(required=True)
    open = fields.Boolean(required=True)
    acknowledged = fields.Nested(AcknowledgementSchema, required=True, allow_none=True)
    etag = fields.String(
        required=True, metadata={"description": "The version for `If-Match`, without quotes."}
    )


class AlertsPageSchema(Schema):
    """A page of alerts, the newest first; `cursor` is null on the last."""

    items = fields.List(fields.Nested(AlertSchema), required=True)
    cursor = fields.String(required=True, allow_none=True)
