"""The answers of the registry, as the published description shows them."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.catalogue.api.schemas import FeeTotalSchema, MoveSchema, TextSchema


def _instant() -> fields.DateTime:
    return fields.DateTime(allow_none=True)


class StatusSchema(Schema):
    """A national status code and its name."""

    code = fields.Integer(required=True)
    name = fields.String(required=True)


class TrackingLinkSchema(Schema):
    """How to follow a dossier without login."""

    secret = fields.String()
    url = fields.String()


class ChangedSchema(Schema):
    """Where a dossier stands."""

    code = fields.String(required=True)
    status = fields.Nested(StatusSchema, required=True)
    sub_status = fields.String(allow_none=True)
    version = fields.Integer(required=True)
    accepted_at = _instant()
    due_at = _instant()
    due_provisional = fields.Boolean()
    finished_at = _instant()
    confirm_by = _instant()
    handed_over_at = _instant()
    withdrawal_asked_at = _instant()
    withdrawn_at = _instant()
    suspended_at = _instant()
    links = fields.Dict(keys=fields.String(), values=fields.String())


class RedirectedSchema(Schema):
    """That the agency asked for ended, and which one stands for it."""

    from_ = fields.String(data_key="from")
    to = fields.String()
    text = fields.Nested(TextSchema)


class FiledSchema(ChangedSchema):
    """A new dossier."""

    filed_at = _instant()
    received_at = _instant()
    answer_by = _instant()
    fee = fields.Nested(FeeTotalSchema)
    tracking = fields.Nested(TrackingLinkSchema)
    redirected = fields.Nested(RedirectedSchema, allow_none=True)


class DossierLineSchema(ChangedSchema):
    """A dossier in a list."""

    procedure = fields.String()
    procedure_name = fields.String(allow_none=True)
    case = fields.String(allow_none=True)
    channel = fields.String()
    receiving_agency = fields.String()
    competent_agency = fields.String()
    filed_at = _instant()
    mandate = fields.String(allow_none=True)
    applicant = fields.Dict()


class DossierPageSchema(Schema):
    """A page of dossiers, newest first; `cursor` leads to the next, null on the last."""

    items = fields.List(fields.Nested(DossierLineSchema))
    cursor = fields.String(allow_none=True)
    redirected = fields.Nested(RedirectedSchema, allow_none=True)


class FiledPaperSchema(Schema):
    """A paper of the dossier."""

    paper = fields.String()
    name = fields.Nested(TextSchema, allow_none=True)
    source = fields.String()
    originals = fields.Integer()
    copies = fields.Integer()


class LegSchema(Schema):
    """A leg and its agency; through the gateway also how far it is, as routing tells."""

    leg = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(allow_none=True)
    name = fields.Nested(TextSchema)
    kind = fields.String(metadata={"description": "`work`, or `consultation`"})
    status = fields.String()
    status_name = fields.Nested(TextSchema)
    late = fields.Boolean(
        metadata={"description": "Done past the agency's own term, whatever others took before"}
    )
    lapsed = fields.Boolean(
        metadata={"description": "A consultation nobody answered in time, which counts as consent"}
    )
    started_at = _instant()
    finished_at = _instant()
    due_at = _instant()
    steps = fields.List(fields.Dict())


class AgencyHandoverSchema(Schema):
    """A hand-over slip between two agencies; `settled_by` confirmed or refused the receipt."""

    number = fields.String()
    from_leg = fields.String()
    from_agency = fields.String()
    to_leg = fields.String()
    to_agency = fields.String()
    returned = fields.Boolean()
    given_by = fields.String(allow_none=True)
    given_at = _instant()
    status = fields.String(metadata={"description": "`given`, `taken` or `refused`"})
    settled_by = fields.String(allow_none=True)
    settled_at = _instant()


class BySchema(Schema):
    """Who did something."""

    name = fields.String(allow_none=True)
    post = fields.String(allow_none=True)
    role = fields.String(allow_none=True)
    agency = fields.String(allow_none=True)


class WrittenReasonSchema(Schema):
    """Why somebody took the dossier back, held it up or let it go on."""

    kind = fields.String()
    at = _instant()
    by = fields.Nested(BySchema, allow_none=True)
    reason = fields.String()


class DossierSchema(DossierLineSchema):
    """A dossier whole."""

    procedure_version = fields.Integer()
    legs = fields.List(fields.Nested(LegSchema), allow_none=True)
    handovers = fields.List(
        fields.Nested(AgencyHandoverSchema),
        allow_none=True,
        metadata={"description": "Through the gateway; missing where `legs` is."},
    )
    missing = fields.List(
        fields.String(),
        metadata={"description": "Parts the gateway could not get just now; they are null."},
    )
    language = fields.String()
    received_at = _instant()
    answer_by = _instant()
    term = fields.String(allow_none=True)
    refused_at = _instant()
    refusal_reason = fields.String(allow_none=True)
    refusal_code = fields.String(allow_none=True)
    refusal_ground = fields.String(allow_none=True)
    content_version = fields.Integer()
    corrected_at = _instant()
    erased_at = _instant()
    outcome = fields.String(allow_none=True)
    result_number = fields.String(allow_none=True)
    timeliness = fields.String(allow_none=True)
    handover_method = fields.String(allow_none=True)
    on_behalf_of = fields.Dict(allow_none=True)
    form = fields.Dict()
    hidden = fields.List(fields.String())
    reasons = fields.List(fields.Nested(WrittenReasonSchema))
    papers = fields.List(fields.Nested(FiledPaperSchema))
    fees = fields.Nested(FeeTotalSchema)
    delivery = fields.Dict()


class TimelineEntrySchema(Schema):
    """One line of the timeline."""

    at = _instant()
    kind = fields.String()
    by = fields.Nested(BySchema, allow_none=True)
    text = fields.Nested(TextSchema)
    data = fields.Dict()


class TimelineSchema(Schema):
    """What happened, oldest first."""

    items = fields.List(fields.Nested(TimelineEntrySchema))


class LedgerEntrySchema(Schema):
    """One change of the dossier's dates; `clock` is term, answer, supplement or confirmation."""

    clock = fields.String()
    at = _instant()
    rule = fields.String()
    ground = fields.String()
    text = fields.Nested(TextSchema)
    old_due_at = _instant()
    new_due_at = _instant()
    provisional = fields.Boolean()
    by = fields.Nested(BySchema, allow_none=True)
    moves = fields.List(fields.Nested(MoveSchema))


class DossierDeadlineSchema(Schema):
    """The dates of a dossier with their reasons."""

    filed_at = _instant()
    received_at = _instant()
    answer_by = _instant()
    accepted_at = _instant()
    term = fields.String(allow_none=True)
    due_at = _instant()
    provisional = fields.Boolean()
    state = fields.String()
    supplement_by = _instant()
    moves = fields.List(fields.Nested(MoveSchema))
    ledger = fields.List(fields.Nested(LedgerEntrySchema))


class RefusalReasonSchema(Schema):
    """A coded reason with the law it rests on, where it is one of the law."""

    code = fields.String()
    name = fields.Nested(TextSchema)
    ground = fields.String(allow_none=True)


class RefusalReasonsSchema(Schema):
    """The reasons there are."""

    items = fields.List(fields.Nested(RefusalReasonSchema))


class AccessSchema(Schema):
    """One reading by staff."""

    at = _instant()
    by = fields.Nested(BySchema)
    what = fields.String()


class AccessesSchema(Schema):
    """Who opened the file, oldest first."""

    items = fields.List(fields.Nested(AccessSchema))
