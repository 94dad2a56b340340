"""What the catalogue's routes give."""

from __future__ import annotations

from marshmallow import Schema, fields

from kernel.office_hours import office_hours_to_document
from services.intake.catalogue.api.announced_schemas import AsAnnouncedSchema
from services.intake.catalogue.api.query_schemas import Cursor, Instant


class TextSchema(Schema):
    """The same words in both languages."""

    vi = fields.String()
    en = fields.String()


class FieldOfWorkSchema(Schema):
    """A field (lĩnh vực); `code` is null where only the name was announced."""

    code = fields.String(allow_none=True)
    name = fields.String()


class HitSchema(Schema):
    """A procedure in a list; one not `at_the_door` was announced and cannot be filed here yet."""

    code = fields.String(attribute="listed.code")
    at_the_door = fields.Boolean(attribute="listed.at_the_door")
    version = fields.Integer(attribute="listed.version", allow_none=True)
    name = fields.Nested(TextSchema, attribute="listed.name")
    short_name = fields.Nested(TextSchema, attribute="listed.short_name")
    field = fields.Nested(FieldOfWorkSchema, attribute="listed.field")
    tier = fields.String(attribute="listed.tier", allow_none=True)
    legal_level = fields.Integer(attribute="listed.legal_level", allow_none=True)
    delivery_mode = fields.String(attribute="listed.delivery_mode")


class RedirectionSchema(Schema):
    """That the agency asked for ended, and which one stands for it."""

    from_ = fields.String(data_key="from", attribute="asked")
    to = fields.String(attribute="agency.code")
    text = fields.Function(lambda told: told.to_document()["text"])


class PageSchema(Schema):
    """A page of procedures; `cursor` leads to the next, null on the last."""

    items = fields.List(fields.Nested(HitSchema), attribute="hits")
    cursor = Cursor(attribute="after", allow_none=True)
    redirected = fields.Nested(RedirectionSchema, allow_none=True)


class PaperSchema(Schema):
    """A paper that is asked; of the papers with the same `one_of` one is enough."""

    id = fields.String()
    name = fields.Nested(TextSchema)
    required = fields.Boolean()
    originals = fields.Integer()
    copies = fields.Integer()
    cases = fields.List(fields.String())
    channels = fields.List(fields.String())
    one_of = fields.String(allow_none=True)
    note = fields.Nested(TextSchema, allow_none=True)


class TermSchema(Schema):
    """A term of the law; null channel or case: all of them."""

    term = fields.Function(lambda rule: str(rule.term))
    text = fields.Nested(TextSchema, attribute="term.text")
    channel = fields.String(allow_none=True)
    case = fields.String(allow_none=True)
    ground = fields.String()
    unverified = fields.Boolean()


class DraftStepSchema(Schema):
    """How long the owner has to check a draft of the result; silence is consent."""

    term = fields.Function(lambda step: str(step.term))
    text = fields.Nested(TextSchema, attribute="term.text")
    ground = fields.String()
    unverified = fields.Boolean()


class BandSchema(Schema):
    """What one unit costs up to a count."""

    amount = fields.Integer()
    up_to = fields.Integer(allow_none=True)


class FeeSchema(Schema):
    """A fee; amounts in đồng."""

    id = fields.String()
    name = fields.Nested(TextSchema)
    amount = fields.Integer()
    channel = fields.String(allow_none=True)
    case = fields.String(allow_none=True)
    moment = fields.String()
    count_field = fields.String(allow_none=True)
    bands = fields.List(fields.Nested(BandSchema))
    cap = fields.Integer(allow_none=True)
    times_field = fields.String(allow_none=True)
    ground = fields.String()
    unverified = fields.Boolean()


class ChoiceSchema(Schema):
    """An answer that may be picked."""

    value = fields.String()
    label = fields.Nested(TextSchema)


class QuestionSchema(Schema):
    """A question that leads to a case."""

    id = fields.String()
    text = fields.Nested(TextSchema)
    options = fields.List(fields.Nested(ChoiceSchema))


class CaseSchema(Schema):
    """A case (trường hợp)."""

    id = fields.String()
    name = fields.Nested(TextSchema)


class ResultSchema(Schema):
    """What the citizen gets."""

    code = fields.String(allow_none=True)
    name = fields.Nested(TextSchema)


class PrintedFormSchema(Schema):
    """A form to download."""

    number = fields.String()
    name = fields.Nested(TextSchema)


class LegalBasisSchema(Schema):
    """A legal document."""

    number = fields.String()
    title = fields.String()


class CardSchema(Schema):
    """`GET /procedures/{code}`: the eleven items and what else a portal shows.

    One not `at_the_door` has code, names, field, tier, decision and `as_announced` alone.
    """

    code = fields.String()
    at_the_door = fields.Constant(True)  # noqa: FBT003 -- marshmallow's own signature
    as_announced = fields.Nested(AsAnnouncedSchema)
    version = fields.Integer()
    valid_from = fields.Date(attribute="procedure.valid_from")
    valid_to = fields.Date(attribute="procedure.valid_to", allow_none=True)
    name = fields.Nested(TextSchema, attribute="procedure.card.name")
    short_name = fields.Nested(TextSchema, attribute="procedure.card.short_name")
    field = fields.Nested(FieldOfWorkSchema, attribute="procedure.field")
    tier = fields.String(attribute="procedure.tier")
    ministry = fields.String(attribute="procedure.card.ministry")
    decision = fields.String(attribute="procedure.card.decision")
    steps = fields.List(fields.Nested(TextSchema), attribute="procedure.card.steps")
    ways = fields.List(fields.Nested(TextSchema), attribute="procedure.card.ways")
    channels = fields.List(fields.String(), attribute="procedure.channels")
    result_ways = fields.List(fields.String(), attribute="procedure.result_ways")
    sets = fields.Integer(attribute="procedure.card.sets")
    papers = fields.List(fields.Nested(PaperSchema), attribute="procedure.papers")
    terms = fields.List(fields.Nested(TermSchema), attribute="procedure.terms")
    fees = fields.List(fields.Nested(FeeSchema), attribute="procedure.fees")
    subjects = fields.List(fields.Nested(TextSchema), attribute="procedure.card.subjects")
    authority = fields.Nested(TextSchema, attribute="procedure.card.authority")
    receiving_kinds = fields.List(fields.String(), attribute="procedure.receiving_kinds")
    results = fields.List(fields.Nested(ResultSchema), attribute="procedure.card.results")
    forms = fields.List(fields.Nested(PrintedFormSchema), attribute="procedure.card.forms")
    conditions = fields.List(fields.Nested(TextSchema), attribute="procedure.card.conditions")
    legal_basis = fields.List(
        fields.Nested(LegalBasisSchema), attribute="procedure.card.legal_basis"
    )
    questions = fields.List(fields.Nested(QuestionSchema), attribute="procedure.questions")
    cases = fields.List(fields.Nested(CaseSchema), attribute="procedure.cases")
    legal_level = fields.Integer(attribute="procedure.legal_level")
    delivery_mode = fields.String(attribute="procedure.delivery_mode")
    partial_reason = fields.Nested(
        TextSchema, attribute="procedure.partial_reason", allow_none=True
    )
    proactive_level = fields.Integer(attribute="procedure.proactive_level")
    on_the_spot = fields.Boolean(attribute="procedure.on_the_spot")
    confirm_draft = fields.Nested(
        DraftStepSchema, attribute="procedure.confirm_draft", allow_none=True
    )
    unverified = fields.List(fields.String(), attribute="procedure.unverified")


class MoveSchema(Schema):
    """One reason why a date is what it is."""

    at = Instant()
    rule = fields.String()
    ground = fields.String()
    text = fields.Nested(TextSchema)


class DeadlineSchema(Schema):
    """A due date with its reasons."""

    received_at = Instant()
    due_at = Instant()
    provisional = fields.Boolean()
    moves = fields.List(fields.Nested(MoveSchema))


class FeeItemSchema(Schema):
    """A line of the fee, in đồng."""

    fee = fields.String()
    name = fields.Nested(TextSchema)
    amount = fields.Integer()
    moment = fields.String()


class FeeTotalSchema(Schema):
    """The fee of a dossier, in đồng."""

    total = fields.Integer()
    items = fields.List(fields.Nested(FeeItemSchema))


class AdviceSchema(Schema):
    """What filing now would mean."""

    procedure = fields.String()
    version = fields.Integer()
    case = fields.Nested(CaseSchema, allow_none=True)
    open_questions = fields.List(fields.Nested(QuestionSchema))
    channel = fields.String()
    channels = fields.List(fields.String())
    papers = fields.List(fields.Nested(PaperSchema))
    fee = fields.Nested(FeeTotalSchema)
    term = fields.Nested(TermSchema)
    deadline = fields.Nested(DeadlineSchema)
    redirected = fields.Nested(RedirectionSchema, allow_none=True)


class SuccessorSchema(Schema):
    """Who takes over from an agency, and which part; without a rule whatever is left."""

    agency = fields.String()
    procedures = fields.List(fields.String())
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields")
    communes = fields.List(fields.String())


class AgencySchema(Schema):
    """An agency; `online_from` is the first day of filing online, null: as long as it is there."""

    code = fields.String()
    name = fields.String()
    kind = fields.String()
    tier = fields.String()
    parent = fields.String(allow_none=True)
    commune = fields.String(allow_none=True)
    area = fields.List(fields.String())
    address = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    calendar = fields.String()
    office_hours = fields.Function(lambda agency: office_hours_to_document(agency.office_hours))
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    successor = fields.String(allow_none=True)
    successors = fields.List(fields.Nested(SuccessorSchema))
    online_from = fields.Date(allow_none=True)


class AgenciesSchema(Schema):
    """A list of agencies."""

    items = fields.List(fields.Nested(AgencySchema))
