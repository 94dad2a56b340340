"""The answers of the area, as the published description shows them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.routing.work.api.proposal_schemas import ProposalSchema
from services.routing.work.domain.reading import MOST_ALERTS_COUNTED


class NameSchema(Schema):
    """A name in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class WorkItemSchema(Schema):
    """A task as a worklist shows it."""

    task = fields.UUID(required=True)
    dossier = fields.String(required=True)
    procedure = fields.String(required=True)
    procedure_name = fields.String(required=True, allow_none=True)
    leg = fields.String(required=True)
    step = fields.String(required=True)
    step_name = fields.Nested(NameSchema, required=True)
    agency = fields.String(required=True)
    role = fields.String(required=True)
    status = fields.String(required=True)
    assignee = fields.String(required=True, allow_none=True)
    queue = fields.String(
        allow_none=True,
        validate=validate.OneOf(["unit", "head"]),
        metadata={"description": "Where it waits; null where somebody answers for it."},
    )
    started_at = fields.DateTime(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    slack_working_minutes = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Legal slack: office time that can be lost before the dossier is late,"
            " by the longest way from this step to the end of its case; negative when it cannot"
            " be in time any more. While that is not known, the time until `due_at`."
        },
    )
    etag = fields.String(
        required=True, metadata={"description": "The version for `If-Match`, without quotes."}
    )
    actions = fields.List(fields.String(), required=True)


class WorklistPageSchema(Schema):
    """A page of a worklist, the least legal slack in front; `cursor` is null on the last."""

    items = fields.List(fields.Nested(WorkItemSchema), required=True)
    cursor = fields.String(required=True, allow_none=True)


class CountersSchema(Schema):
    """Open tasks: one's own, all, past their date, without slack, due today, in the queues.

    `alerts`: what was told to the reader of open steps and acknowledged by nobody. It is counted
    to 100, which stands for a hundred or more, among the newest thousand told to the officer, to
    the unit and to the head of each agency.
    """

    mine = fields.Integer(required=True)
    unit = fields.Integer(required=True)
    late = fields.Integer(required=True)
    no_slack = fields.Integer(required=True)
    due_today = fields.Integer(required=True)
    unassigned = fields.Integer(required=True)
    for_head = fields.Integer(required=True)
    alerts = fields.Integer(required=True, validate=validate.Range(0, MOST_ALERTS_COUNTED))


class TaskEventSchema(Schema):
    """One thing done with a task."""

    at = fields.DateTime(required=True)
    action = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    to = fields.String(
        required=True, allow_none=True, metadata={"description": "Who was given the task."}
    )


class ChoiceSchema(Schema):
    """An answer that may be picked."""

    value = fields.String(required=True)
    label = fields.Nested(NameSchema, required=True)


class QuestionSchema(Schema):
    """What the step ends with an answer to, in `answers` by the question's id."""

    id = fields.String(required=True)
    label = fields.Nested(NameSchema, required=True)
    type = fields.String(required=True)
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)


class IssuedPaperSchema(Schema):
    """The result of an earlier leg, which this one takes."""

    paper = fields.String(required=True)
    name = fields.Nested(NameSchema, required=True)
    number = fields.String(required=True)
    issued_on = fields.Date(required=True)
    agency = fields.String(required=True)
    leg = fields.String(required=True)


class TaskSchema(WorkItemSchema):
    """A task whole, with how it ended and what was done with it."""

    procedure_version = fields.Integer()
    dossier_due_at = fields.DateTime(allow_none=True)
    ended_at = fields.DateTime(allow_none=True)
    ended_by = fields.String(allow_none=True)
    end = fields.String(allow_none=True)
    kind = fields.String(
        metadata={"description": "`work`, `payment` or `connector`: what ends the step."}
    )
    leg_kind = fields.String()
    content = fields.Nested(NameSchema, allow_none=True)
    questions = fields.List(fields.Nested(QuestionSchema))
    papers = fields.List(fields.Nested(IssuedPaperSchema))
    proposals = fields.List(
        fields.Nested(ProposalSchema),
        metadata={"description": "What was proposed out of it, with what came of that."},
    )
    history = fields.List(fields.Nested(TaskEventSchema))
