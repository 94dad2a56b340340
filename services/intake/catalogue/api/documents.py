"""Where a document of the catalogue enters: checked once, then trusted.

What comes out is the domain's object and the checked document itself, plain JSON values with every
default written out; the same content gives the same document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from chassis.fields import Line
from chassis.messages import bilingual
from kernel.calendar import Calendar, calendar_from_document
from kernel.channel import Channel
from kernel.errors import InvalidInputError
from kernel.office_hours import office_hours_from_document
from kernel.rule_choice import rule_choices_from_document
from kernel.rules import DEFAULT_RULES
from kernel.text import Text
from services.intake.catalogue.api.document_fields import (
    AGENCY_CODE,
    COMMUNE_CODE,
    PROCEDURE_CODE,
    AgencyRuleField,
    CaseSchema,
    ConfirmDraftSchema,
    FeeSchema,
    FormSchema,
    FullText,
    PaperSchema,
    QuestionSchema,
    Slug,
    TermSchema,
    TextSchema,
    values_of,
)
from services.intake.catalogue.api.process_fields import ProcessSchema
from services.intake.catalogue.domain.agency import Agency, Tier
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.catalogue.domain.procedure import DeliveryMode, Procedure

_SOME = validate.Length(min=1)


class DocumentFaultyError(InvalidInputError):
    """A document of the catalogue does not have its shape; `faults` has every one at once."""

    slug = "catalogue-document-faulty"
    title = Text(vi="Tài liệu danh mục có lỗi.", en="A document of the catalogue has faults.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


class ResultSchema(Schema):
    """A result of the procedure."""

    code = Line(limit=40)
    name = fields.Nested(TextSchema, required=True)


class LegalBasisSchema(Schema):
    """A legal document."""

    number = Line(required=True, limit=100)
    title = FullText(required=True, limit=500, least=1)


class PrintedFormSchema(Schema):
    """A form to download."""

    number = Line(required=True, limit=100)
    name = fields.Nested(TextSchema, required=True)


class CardSchema(Schema):
    """The public card."""

    name = fields.Nested(TextSchema, required=True)
    short_name = fields.Nested(TextSchema, required=True)
    ministry = Line(required=True)
    decision = Line(required=True)
    steps = fields.List(fields.Nested(TextSchema), required=True, validate=_SOME)
    ways = fields.List(fields.Nested(TextSchema), required=True, validate=_SOME)
    sets = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 20))
    subjects = fields.List(fields.Nested(TextSchema), required=True, validate=_SOME)
    authority = fields.Nested(TextSchema, required=True)
    conditions = fields.List(fields.Nested(TextSchema), load_default=list)
    forms = fields.List(fields.Nested(PrintedFormSchema), load_default=list)
    results = fields.List(fields.Nested(ResultSchema), required=True, validate=_SOME)
    legal_basis = fields.List(fields.Nested(LegalBasisSchema), required=True, validate=_SOME)
    keywords = fields.List(Line(limit=80), load_default=list)


class FieldOfWorkSchema(Schema):
    """The field (lĩnh vực)."""

    code = Line(required=True, limit=20)
    name = Line(required=True)


class ExamplePaperSchema(Schema):
    """A paper of the example."""

    paper = Slug(required=True)
    upload = fields.String(load_default="sample", validate=validate.Equal("sample"))


class ExampleSchema(Schema):
    """A complete body for filing."""

    procedure = Line(required=True)
    receiving_agency = fields.String(required=True, validate=AGENCY_CODE)
    channel = fields.String(required=True, validate=values_of(Channel))
    applicant = fields.Dict(required=True)
    on_behalf_of = fields.Dict(allow_none=True, load_default=None)
    case = Slug(allow_none=True, load_default=None)
    form = fields.Dict(required=True)
    papers = fields.List(fields.Nested(ExamplePaperSchema), required=True)
    delivery = fields.Dict(required=True)
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))


class ProcedureSchema(Schema):
    """A procedure as one file of the catalogue holds it."""

    code = fields.String(required=True, validate=PROCEDURE_CODE)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date()
    card = fields.Nested(CardSchema, required=True)
    field = fields.Nested(FieldOfWorkSchema, required=True)
    tier = fields.String(required=True, validate=values_of(Tier))
    legal_level = fields.Integer(required=True, strict=True, validate=validate.Range(1, 4))
    delivery_mode = fields.String(required=True, validate=values_of(DeliveryMode))
    partial_reason = fields.Nested(TextSchema)
    proactive_level = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 4))
    on_the_spot = fields.Boolean(load_default=False)
    confidential = fields.Boolean()
    rules = fields.Raw(load_default=DEFAULT_RULES.name)  # read_procedure checks it
    receiving_kinds = fields.List(Slug(), required=True, validate=_SOME)
    competent = AgencyRuleField(required=True)
    channels = fields.List(
        fields.String(validate=values_of(Channel)), required=True, validate=_SOME
    )
    # Without a default: what was published before it must stay the same document.
    result_ways = fields.List(fields.String(validate=values_of(DeliveryMethod)), validate=_SOME)
    questions = fields.List(fields.Nested(QuestionSchema), load_default=list)
    cases = fields.List(fields.Nested(CaseSchema), load_default=list)
    papers = fields.List(fields.Nested(PaperSchema), required=True)
    terms = fields.List(fields.Nested(TermSchema), required=True, validate=_SOME)
    fees = fields.List(fields.Nested(FeeSchema), load_default=list)
    form = fields.Nested(FormSchema, required=True)
    process = fields.Nested(ProcessSchema, required=True)
    confirm_draft = fields.Nested(ConfirmDraftSchema)
    example = fields.Nested(ExampleSchema)
    unverified = fields.List(FullText(limit=500, least=1), load_default=list)


class SuccessorSchema(Schema):
    """Who takes over, and which part; without a rule whatever no other one takes."""

    agency = fields.String(required=True, validate=AGENCY_CODE)
    procedures = fields.List(fields.String(validate=PROCEDURE_CODE), validate=_SOME)
    fields_ = fields.List(Line(limit=20), data_key="fields", attribute="fields", validate=_SOME)
    communes = fields.List(fields.String(validate=COMMUNE_CODE), validate=_SOME)


class AgencySchema(Schema):
    """An agency; `office_hours` names one of the document's."""

    code = fields.String(required=True, validate=AGENCY_CODE)
    name = Line(required=True)
    kind = Slug(required=True)
    tier = fields.String(required=True, validate=values_of(Tier))
    parent = fields.String(validate=AGENCY_CODE)
    commune = fields.String(validate=COMMUNE_CODE)
    area = fields.List(fields.String(validate=COMMUNE_CODE), load_default=list)
    address = Line()
    phone = Line(limit=30)
    calendar = Slug(required=True)
    office_hours = Slug(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date()
    successor = fields.String(validate=AGENCY_CODE)
    successors = fields.List(fields.Nested(SuccessorSchema), validate=_SOME)
    online_from = fields.Date()


class AgenciesSchema(Schema):
    """The agency tree of a province."""

    unverified = fields.List(FullText(limit=500, least=1), load_default=list)
    office_hours = fields.List(fields.Dict(), required=True, validate=_SOME)
    agencies = fields.List(fields.Nested(AgencySchema), required=True, validate=_SOME)


def read_procedure(document: object) -> tuple[Procedure, Mapping[str, Any]]:
    """Return the procedure and its checked document; raise `DocumentFaultyError`."""
    checked = checked_document(ProcedureSchema(), document)
    try:
        rule_choices_from_document(checked["rules"])
    except InvalidInputError as error:
        raise DocumentFaultyError([_fault_of(error, "")]) from error
    return Procedure.from_document(checked), checked


def read_agencies(document: object) -> tuple[Agency, ...]:
    """Return the agencies of the document; raise `DocumentFaultyError`."""
    checked = checked_document(AgenciesSchema(), document)
    try:
        hours = {item["id"]: item for item in checked["office_hours"]}
        for item in checked["office_hours"]:
            office_hours_from_document(item)
    except InvalidInputError as error:
        raise DocumentFaultyError([_fault_of(error, "/office_hours")]) from error
    unknown = [
        fault(f"/agencies/{number}/office_hours", "Không có giờ làm việc này.", "Unknown hours.")
        for number, entry in enumerate(checked["agencies"])
        if entry["office_hours"] not in hours
    ]
    if unknown:
        raise DocumentFaultyError(unknown)
    return tuple(
        Agency.from_document({**entry, "office_hours": hours[entry["office_hours"]]})
        for entry in checked["agencies"]
    )


def read_calendar(document: object) -> Calendar:
    """Return the calendar of the document; raise `DocumentFaultyError`."""
    try:
        return calendar_from_document(document)
    except InvalidInputError as error:
        raise DocumentFaultyError([_fault_of(error, "")]) from error


def checked_document(schema: Schema, document: object) -> Mapping[str, Any]:
    """Return the document loaded and dumped: defaults stand in it, dates are text again.

    Raises `DocumentFaultyError` with every fault.
    """
    try:
        loaded = schema.load(document)  # type: ignore[arg-type]  # a document may be anything
    except ValidationError as error:
        raise DocumentFaultyError(list(_faults(error.messages, ""))) from error
    dumped: Mapping[str, Any] = schema.dump(loaded)
    return dumped


def _faults(messages: object, pointer: str) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = pointer if name == "_schema" else f"{pointer}/{name}"
            yield from _faults(inner, here)
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield Fault(pointer=pointer, text=bilingual(message))


def _fault_of(error: InvalidInputError, pointer: str) -> Fault:
    return Fault(pointer=f"{pointer}{error.pointer or ''}", text=error.detail or error.title)
