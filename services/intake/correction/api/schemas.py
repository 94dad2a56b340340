"""What the routes of the area take and answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, Prose
from services.intake.catalogue.api.document_fields import Slug
from services.intake.catalogue.api.schemas import FeeTotalSchema
from services.intake.correction.domain.correction import ReceptionCorrection
from services.intake.registry.api.answers import BySchema, FiledPaperSchema
from services.intake.registry.api.filing_schemas import (
    DeliverySchema,
    FormValues,
    OfferedPaperSchema,
)
from services.intake.registry.api.person_schemas import PersonSchema, PrincipalSchema

_MOST_PAPERS = 100


class ReceptionCorrectionSchema(Schema):
    """The body of `POST /dossiers/{code}/reception-correction`: why, and what is another thing.

    A member is given whole, as at filing; what is not given stays.
    """

    reason = Prose(limit=2000, least=1, required=True)
    procedure = Line(limit=40)
    case = Slug(allow_none=True)
    applicant = fields.Nested(PersonSchema)
    on_behalf_of = fields.Nested(PrincipalSchema, allow_none=True)
    form = FormValues()
    papers = fields.List(
        fields.Nested(OfferedPaperSchema), validate=validate.Length(max=_MOST_PAPERS)
    )
    delivery = fields.Nested(DeliverySchema)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> ReceptionCorrection:
        reason = data.pop("reason")
        if "papers" in data:
            data["papers"] = tuple(data["papers"])
        return ReceptionCorrection(reason=reason, changes=data)


class VersionSchema(Schema):
    """What a dossier held until it was replaced; `hidden` names what the reader does not see."""

    number = fields.Integer()
    replaced_at = fields.DateTime()
    by = fields.Nested(BySchema, allow_none=True)
    cause = fields.String(metadata={"description": "`correction` or `supplement`"})
    reason = fields.String(allow_none=True)
    procedure = fields.String(allow_none=True)
    procedure_version = fields.Integer(allow_none=True)
    competent_agency = fields.String(allow_none=True)
    due_at = fields.DateTime(allow_none=True)
    case = fields.String(allow_none=True)
    applicant = fields.Dict()
    on_behalf_of = fields.Dict(allow_none=True)
    form = fields.Dict()
    papers = fields.List(fields.Nested(FiledPaperSchema))
    fees = fields.Nested(FeeTotalSchema)
    delivery = fields.Nested(DeliverySchema)


class VersionsSchema(Schema):
    """Everything a dossier held before, oldest first."""

    items = fields.List(fields.Nested(VersionSchema))
    hidden = fields.List(fields.String())
