"""An officer's work over HTTP: the worklist, a task, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import idempotency_key, if_match, json_response, with_etag
from chassis.idempotency import StoredReply
from chassis.public_response import UNCHANGED
from kernel.process import StepAction
from kernel.rights import Actor
from services.routing.work.api.answers import CountersSchema, TaskSchema, WorklistPageSchema
from services.routing.work.api.documents import item_document, task_document
from services.routing.work.api.schemas import ActSchema, WorklistSchema, cursor_of
from services.routing.work.domain.ending import Result, Verdict
from services.routing.work.domain.offering import PROPOSALS
from services.routing.work.domain.proposal import Draft, ProposedLack
from services.routing.work.domain.reading import (
    Counters,
    StepEvent,
    WorkItem,
    WorklistPage,
    WorklistRequest,
)
from services.routing.work.domain.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an officer wants done with a task.

    `version` is the entity tag they read; `key` names the request and `fingerprint` all of it
    that must be the same when it is sent again.
    """

    task: UUID
    action: str
    version: str
    key: str
    fingerprint: bytes
    reason: str | None
    to: str | None
    note: str | None
    result: Result | None
    answers: Mapping[str, object] = field(default_factory=dict)
    receipt: Receipt | None = None
    items: Sequence[ProposedLack] = ()
    ground: str | None = field(default=None, repr=False)

    def draft(self) -> Draft | None:
        """Return what the officer proposes, None for what proposes nothing."""
        kind = PROPOSALS.get(self.action)
        if kind is None:
            return None
        return Draft(kind=kind, reason=self.reason, lacks=tuple(self.items), ground=self.ground)

    def verdict(self, officer: str) -> Verdict:
        """Return how the officer ends the step; raises `ValueError` for what ends none."""
        return Verdict(
            action=StepAction(self.action),
            officer=officer,
            reason=self.reason,
            note=self.note,
            result=self.result,
            answers=self.answers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDoor:
    """What stands behind the routes, each with its own transaction."""

    worklist: Callable[[Actor, WorklistRequest], WorklistPage]
    counters: Callable[[Actor], Counters]
    find: Callable[[Actor, UUID], tuple[WorkItem, Sequence[StepEvent]]]
    act: Callable[[Actor, Order], StoredReply]


def task_blueprint(door: TaskDoor) -> Blueprint:
    """Return `GET /worklist`, `GET /tasks/{id}` and `POST /tasks/{id}/{action}`."""
    blueprint = Blueprint("tasks", __name__)

    @blueprint.get("/worklist")
    @blueprint.arguments(WorklistSchema, location="query")
    @blueprint.response(200, WorklistPageSchema, example=example(__name__, "worklist"))
    def worklist(wanted: WorklistRequest) -> Response:
        """Work that waits for the officer's roles, the least legal slack in front."""
        page = door.worklist(current_actor(), wanted)
        cursor = None if page.after is None else cursor_of(page.after)
        items = [item_document(item) for item in page.items]
        headers = {} if cursor is None else {"Link": _next_link(cursor)}
        return json_response({"items": items, "cursor": cursor}, headers=headers)

    @blueprint.get("/worklist/counters")
    @blueprint.response(200, CountersSchema, example=example(__name__, "counters"))
    @blueprint.alt_response(304, description=UNCHANGED)
    def counters() -> Response:
        """Count the work that waits, at once: of a head's agency all of it."""
        response = json_response(asdict(door.counters(current_actor())))
        response.add_etag()
        response.make_conditional(request)
        return response

    @blueprint.get("/tasks/<uuid:task_id>")
    @blueprint.response(200, TaskSchema, example=example(__name__, "task"))
    def task(task_id: UUID) -> Response:
        """One task with its history and entity tag."""
        item, history = door.find(current_actor(), task_id)
        response = json_response(task_document(item, history))
        return with_etag(response, item.listed.task.version)

    @blueprint.post(
        "/tasks/<uuid:task_id>/<any({}):action>".format(",".join(f"'{each}'" for each in ACTIONS))
    )
    @blueprint.arguments(ActSchema, required=False)
    @blueprint.response(200, TaskSchema)
    def act(body: dict[str, Any], task_id: UUID, action: str) -> Response:
        """Claim, release, hand on or end the task; answers the task as it is then."""
        actor = current_actor()
        order = Order(
            task=task_id,
            action=action,
            version=if_match(),
            key=idempotency_key(),
            fingerprint=b"\n".join((request.path.encode(), request.get_data())),
            **body,
        )
        reply = door.act(actor, order)
        return Response(reply.body, reply.status, reply.headers, content_type="application/json")

    return blueprint


ACTIONS = (
    "claim",
    "release",
    "transfer",
    "assign",
    "complete",
    "forward",
    "return",
    "approve",
    "refuse",
    "request-payment",
    "confirm-payment",
    "late-answer",
    *PROPOSALS,
)
"""The last part of `POST /tasks/{id}/{action}`."""


def _next_link(cursor: str) -> str:
    """Return the Link header (RFC 8288) to the next page, relative to the page's own address."""
    query = {**request.args.to_dict(), "cursor": cursor}
    return f'<?{urlencode(query)}>; rel="next"'
