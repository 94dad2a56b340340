"""What the routes about supplements and desk alerts take and answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, Prose
from services.intake.catalogue.api.schemas import TextSchema
from services.intake.registry.api.filing_schemas import FormValues, OfferedPaperSchema
from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.supplement import Supplement, SupplementOrder

_MOST_ITEMS = 50
_MOST_PAPERS = 100


class OverrideSchema(Schema):
    """Why the head has papers asked for after the time for it, or once more."""

    reason = Prose(limit=2000, least=1, required=True)


class LackSchema(Schema):
    """What is missing, at a paper or at a field of the form (JSON pointer)."""

    paper = Line(limit=100, allow_none=True, load_default=None)
    field = Line(limit=200, allow_none=True, load_default=None)
    what = Line(limit=500, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Lack:
        return Lack(**data)


class SupplementOrderSchema(Schema):
    """The body of `POST /dossiers/{code}/supplement-request`: everything in one go (Form 02)."""

    items = fields.List(
        fields.Nested(LackSchema), required=True, validate=validate.Length(min=1, max=_MOST_ITEMS)
    )
    reason = Prose(limit=2000, least=1, required=True)
    override = fields.Nested(OverrideSchema, allow_none=True, load_default=None)
    proposal = fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={"description": "The proposal of an officer that is accepted by asking."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> SupplementOrder:
        override = data["override"]
        return SupplementOrder(
            items=tuple(data["items"]),
            reason=data["reason"],
            override_reason=override["reason"] if override else None,
            proposal=data["proposal"],
        )


class SupplementSchema(Schema):
    """The body of `POST /dossiers/{code}/supplement`: papers, fields, a word to the desk.

    `form` has the values of marked fields by their JSON pointers.
    """

    papers = fields.List(
        fields.Nested(OfferedPaperSchema),
        load_default=list,
        validate=validate.Length(max=_MOST_PAPERS),
    )
    form = FormValues(load_default=dict)
    note = Prose(limit=2000, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Supplement:
        return Supplement(papers=tuple(data["papers"]), form=data["form"], note=data["note"])


class ShownLackSchema(Schema):
    """What is missing, at a paper or a field; neither: asked for before lacks were marked."""

    paper = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    what = fields.String()


class AskedSchema(Schema):
    """What the desk asked for."""

    asked_at = fields.DateTime()
    answer_by = fields.DateTime()
    items = fields.List(fields.Nested(ShownLackSchema))
    reason = fields.String()
    missing = fields.List(
        fields.Nested(ShownLackSchema),
        allow_none=True,
        metadata={"description": "What the answer left out; null before there is one."},
    )


class DeskAlertSchema(Schema):
    """A limit that came near or passed."""

    dossier = fields.String()
    agency = fields.String()
    audience = fields.String()
    kind = fields.String()
    at = fields.DateTime()
    text = fields.Nested(TextSchema)


class DeskAlertsSchema(Schema):
    """What the desk is to look at, newest first."""

    items = fields.List(fields.Nested(DeskAlertSchema))
