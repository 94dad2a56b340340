"""Messages as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import Schema, fields

from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.ports import Attempt


class AttemptSchema(Schema):
    """One try to hand a message over."""

    number = fields.Integer(required=True)
    began_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    outcome = fields.String(allow_none=True)
    code = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)


class MessageSchema(Schema):
    """A message about a dossier; never to which address."""

    id = fields.UUID(required=True)
    cause = fields.UUID(required=True)
    template = fields.String(required=True)
    template_version = fields.Integer(required=True)
    channel = fields.String(required=True)
    language = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(allow_none=True)
    queued_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(allow_none=True)
    attempts = fields.List(fields.Nested(AttemptSchema), required=True)


class MessagesSchema(Schema):
    """All messages about a dossier, oldest first."""

    dossier = fields.String(required=True)
    messages = fields.List(fields.Nested(MessageSchema), required=True)


def message_document(message: Message, attempts: Sequence[Attempt]) -> dict[str, object]:
    """Return a message with its attempts as JSON values."""
    return {
        "id": str(message.id),
        "cause": str(message.event_id),
        "template": message.template,
        "template_version": message.template_version,
        "channel": message.channel,
        "language": message.language,
        "status": message.status,
        "reason": message.reason,
        "queued_at": message.queued_at,
        "settled_at": message.settled_at,
        "attempts": [_attempt_document(attempt) for attempt in attempts],
    }


def _attempt_document(attempt: Attempt) -> dict[str, object]:
    return {
        "number": attempt.number,
        "began_at": attempt.began_at,
        "ended_at": attempt.ended_at,
        "outcome": attempt.outcome,
        "code": attempt.code,
        "reason": attempt.reason,
    }
