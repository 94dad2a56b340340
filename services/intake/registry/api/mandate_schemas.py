"""Mandates as they come in and as they are shown."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import Line
from chassis.messages import TwoLanguageMessage
from kernel.mandate import MandatedAction
from kernel.text import Text
from services.intake.catalogue.api.document_fields import AGENCY_CODE
from services.intake.registry.api.person_schemas import PersonSchema
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.mandate import MandateGiven, MandatePaper, MandateScope
from services.intake.registry.domain.mandate_search import MandateQuery

_MOST_PROCEDURES = 100
_BOTH_OR_NONE = TwoLanguageMessage.of(
    Text(
        vi="Giấy ủy quyền ghi tại quầy cần cả paper và agency.",
        en="What a desk enters has both its paper and its agency.",
    )
)
_ONE_CRITERION = TwoLanguageMessage.of(
    Text(
        vi="Cần đúng một tiêu chí: số định danh, mã số thuế hoặc họ tên.",
        en="Exactly one is needed: id number, tax code or name.",
    )
)


class MandatePaperSchema(Schema):
    """The paper shown at the desk."""

    number = Line(limit=100, required=True)
    signed_on = fields.Date(required=True)
    certified_by = Line(limit=300, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> MandatePaper:
        return MandatePaper(**data)


class MandateSchema(Schema):
    """A mandate: online one's own; at a desk with the giver, the paper and the agency."""

    principal = fields.Nested(PersonSchema, allow_none=True, load_default=None)
    agent = fields.Nested(PersonSchema, required=True)
    procedures = fields.List(
        Line(limit=40),
        load_default=list,
        validate=validate.Length(max=_MOST_PROCEDURES),
        metadata={"description": "Codes; none: every procedure."},
    )
    actions = fields.List(
        fields.Enum(MandatedAction, by_value=True),
        required=True,
        validate=validate.Length(min=1, max=len(MandatedAction)),
    )
    expires_on = fields.Date(
        allow_none=True,
        load_default=None,
        metadata={"description": "The last day; a year where nothing is said."},
    )
    agency = fields.String(allow_none=True, load_default=None, validate=AGENCY_CODE)
    paper = fields.Nested(MandatePaperSchema, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> MandateGiven:
        if (data["agency"] is None) != (data["paper"] is None):
            raise ValidationError({"paper": [_BOTH_OR_NONE]})
        scope = MandateScope(
            procedures=tuple(dict.fromkeys(data.pop("procedures"))),
            actions=frozenset(data.pop("actions")),
            expires_on=data.pop("expires_on"),
        )
        return MandateGiven(scope=scope, **data)


class MandatedPersonSchema(Schema):
    """A side of a mandate: by name, the number masked but for its end."""

    name = fields.String()
    id_number = fields.String()
    tax_code = fields.String()


class ShownMandatePaperSchema(Schema):
    """The paper a desk saw."""

    number = fields.String()
    signed_on = fields.Date()
    certified_by = fields.String(allow_none=True)


class ChangedMandateSchema(Schema):
    """Where a mandate stands, without its sides."""

    id = fields.String()
    version = fields.Integer()
    procedures = fields.List(fields.String())
    actions = fields.List(fields.String())
    expires_on = fields.Date()
    state = fields.String(metadata={"description": "`in-force`, `expired` or `ended`"})
    source = fields.String(metadata={"description": "`online` or `paper`"})
    agency = fields.String(allow_none=True)
    granted_at = fields.DateTime()
    ended_at = fields.DateTime(allow_none=True)
    end = fields.String(allow_none=True)


class ShownMandateSchema(ChangedMandateSchema):
    """A mandate whole, for its two sides and the desk that entered it."""

    principal = fields.Nested(MandatedPersonSchema)
    agent = fields.Nested(MandatedPersonSchema)
    paper = fields.Nested(ShownMandatePaperSchema, allow_none=True)


class MandatesSchema(Schema):
    """The mandates somebody gave or holds, newest first."""

    items = fields.List(fields.Nested(ShownMandateSchema))


class FoundMandateSchema(ChangedMandateSchema):
    """A mandate as a search shows it to a desk: its sides, never the paper."""

    principal = fields.Nested(MandatedPersonSchema)
    agent = fields.Nested(MandatedPersonSchema)


class FoundMandatesSchema(Schema):
    """What a desk finds, newest first, at most a hundred."""

    items = fields.List(fields.Nested(FoundMandateSchema))


class MandateSearchSchema(Schema):
    """The body of `POST /mandates/search`: one of the three."""

    id_number = Line(limit=20, load_default=None)
    tax_code = Line(limit=20, load_default=None)
    name = Line(
        load_default=None,
        metadata={"description": "The whole name, with or without accents."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> MandateQuery:
        if sum(value is not None for value in data.values()) != 1:
            raise ValidationError([_ONE_CRITERION])
        return MandateQuery(
            identities=identities_of(data["id_number"], data["tax_code"]), name=data["name"]
        )
