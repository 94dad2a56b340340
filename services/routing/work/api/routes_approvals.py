"""Many approvals in one request over HTTP, each answered for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.auth import current_actor
from chassis.examples import example
from chassis.fields import Line, Prose
from chassis.http import idempotency_key, json_response
from chassis.idempotency import StoredReply
from chassis.messages import TwoLanguageMessage
from kernel.rights import Actor
from kernel.text import Text

MOST = 100
"""How many tasks one request approves."""

_TWICE = TwoLanguageMessage.of(Text(vi="Một việc được nêu hai lần.", en="A task is named twice."))
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Which tasks are approved, each as read at its entity tag, with one note for all.

    `key` names the request and `fingerprint` all of it that must be the same when sent again.
    """

    tasks: Sequence[tuple[UUID, str]]
    note: str | None
    key: str
    fingerprint: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one task: status 200 with the new version, or a problem document."""

    task: UUID
    reply: StoredReply


class NamedTaskSchema(Schema):
    """A task as it was read."""

    task = fields.UUID(required=True)
    etag = Line(required=True, limit=20, least=1)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[UUID, str]:
        return data["task"], data["etag"]


class ApprovalsSchema(Schema):
    """The tasks to approve, and words that stay with each."""

    tasks = fields.List(
        fields.Nested(NamedTaskSchema), required=True, validate=validate.Length(1, MOST)
    )
    note = Prose(limit=2000, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        if len({task for task, _ in data["tasks"]}) < len(data["tasks"]):
            raise ValidationError([_TWICE], field_name="tasks")
        return data


class OutcomeSchema(Schema):
    """What came of one task, as `POST /tasks/{id}/approve` would have answered."""

    task = fields.UUID(required=True)
    status = fields.Integer(required=True)
    etag = fields.String(required=True, allow_none=True)
    problem = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "A problem document (RFC 9457) where the status is not 200."},
    )


class OutcomesSchema(Schema):
    """What came of each task, in the order asked; `approved` counts those of status 200."""

    approved = fields.Integer(required=True)
    results = fields.List(fields.Nested(OutcomeSchema), required=True)


def approvals_blueprint(approve: Callable[[Actor, Approvals], Sequence[Outcome]]) -> Blueprint:
    """Return `POST /tasks/approvals`."""
    blueprint = Blueprint("approvals", __name__)

    @blueprint.post("/tasks/approvals")
    @blueprint.arguments(ApprovalsSchema, example=example(__name__, "approvals"))
    @blueprint.response(200, OutcomesSchema, example=example(__name__, "outcomes"))
    def approvals(body: dict[str, Any]) -> Response:
        """Approve many tasks at once; each is done, or not, for itself and says so.

        200 does not mean that all were approved: look at each `status`. What waits is claimed
        first. Sent again with its key, nothing is done twice and each answers as before.
        """
        wanted = Approvals(
            key=idempotency_key(),
            fingerprint=b"\n".join((request.path.encode(), request.get_data())),
            **body,
        )
        results = [_document(one) for one in approve(current_actor(), wanted)]
        approved = sum(result["status"] == _OK for result in results)
        return json_response({"approved": approved, "results": results})

    return blueprint


def _document(outcome: Outcome) -> dict[str, Any]:
    done = outcome.reply.status == _OK
    return {
        "task": str(outcome.task),
        "status": outcome.reply.status,
        "etag": outcome.reply.body.decode() if done else None,
        "problem": None if done else orjson.loads(outcome.reply.body),
    }
