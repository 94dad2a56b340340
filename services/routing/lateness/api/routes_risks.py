"""The list of risks over HTTP: which dossiers are likely to be late, days ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import current_actor
from chassis.examples import example
from chassis.fields import Day, Line
from chassis.http import json_response, next_link
from kernel.rights import Actor
from services.routing.lateness.api.schemas import Cursor, cursor_of
from services.routing.lateness.domain.outlook import RiskLine, RisksPage, RisksWanted
from services.routing.lateness.domain.risk import RiskCause, RiskLevel
from services.routing.work.api.documents import stamp

ListRisks = Callable[[Actor, RisksWanted], RisksPage]


class RisksQuerySchema(Schema):
    """The query of `GET /risks`; each filter narrows what the reader may read anyway."""

    agency = Line(limit=35, load_default=None)
    level = fields.Enum(RiskLevel, by_value=True, load_default=None)
    cause = fields.Enum(RiskCause, by_value=True, load_default=None)
    last = Day(data_key="to", load_default=None, metadata={"example": "2026-11-30"})
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> RisksWanted:
        return RisksWanted(after=data.pop("cursor"), **data)


class FiguresSchema(Schema):
    """Why it is on the list, in office minutes; `samples` and `ahead` count steps."""

    usual = fields.Integer(required=True)
    slow = fields.Integer(required=True)
    samples = fields.Integer(required=True)
    spent = fields.Integer(required=True)
    ahead = fields.Integer(required=True)
    wait = fields.Integer(required=True)
    rest = fields.Integer(required=True)
    left = fields.Integer(required=True)


class RiskSchema(Schema):
    """An open step that puts its dossier's date at risk; null where it is confidential."""

    task = fields.UUID(required=True)
    dossier = fields.String(required=True, allow_none=True)
    procedure = fields.String(required=True, allow_none=True)
    agency = fields.String(required=True)
    leg = fields.String(required=True)
    step = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    level = fields.Enum(RiskLevel, by_value=True, required=True)
    cause = fields.Enum(RiskCause, by_value=True, required=True)
    due_at = fields.DateTime(required=True)
    expected_at = fields.DateTime(required=True)
    figures = fields.Nested(FiguresSchema, required=True)
    looked_at = fields.DateTime(required=True)


class RisksPageSchema(Schema):
    """A page of risks, those due first in front; `cursor` is null on the last."""

    items = fields.List(fields.Nested(RiskSchema), required=True)
    cursor = fields.String(required=True, allow_none=True)


def risks_blueprint(list_risks: ListRisks) -> Blueprint:
    """Return `GET /risks`."""
    blueprint = Blueprint("risks", __name__, description="What is likely to be late")

    @blueprint.get("/risks")
    @blueprint.arguments(RisksQuerySchema, location="query")
    @blueprint.response(200, RisksPageSchema, example=example(__name__, "risks"))
    def risks(wanted: RisksWanted) -> Response:
        """List the dossiers that are likely to be late, today's dates first, with the figures why.

        Worked out by each agency's own history and queue as its day opens and every two office
        hours. Heads read of their agency and those below it, supervisors of their tier; what is
        late already stands in the register of violations.
        """
        page = list_risks(current_actor(), wanted)
        cursor = None if page.after is None else cursor_of(page.after)
        body = {"items": [_document(line) for line in page.lines], "cursor": cursor}
        headers = {} if cursor is None else {"Link": next_link(cursor)}
        return json_response(body, headers=headers)

    return blueprint


def _document(line: RiskLine) -> dict[str, Any]:
    return {
        "task": str(line.task),
        "dossier": line.dossier,
        "procedure": line.procedure,
        "agency": line.agency,
        "leg": line.leg,
        "step": line.step,
        "officer": line.officer,
        "level": line.level.value,
        "cause": line.cause.value,
        "due_at": stamp(line.due_at),
        "expected_at": stamp(line.expected_at),
        "figures": asdict(line.figures),
        "looked_at": stamp(line.looked_at),
    }
