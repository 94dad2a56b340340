"""`/admin/{service}/parked`: parked events for administrators, behind the gateway.

The paths carry the service's name, so that they are the same at the gateway and at the service.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis import parked
from chassis.auth import current_actor, require_service
from chassis.cursors import CursorField, cursor_text, instant_of
from chassis.db import Database
from chassis.fields import Flag, Instant, Line
from chassis.http import json_response
from chassis.messages import TwoLanguageMessage
from chassis.parked import Action, Choice, Operator, ParkedEvent
from kernel.errors import ForbiddenError, NotFoundError
from kernel.rights import Role
from kernel.text import Text

_MOST_IDS = 1000
_NOTHING_CHOSEN = TwoLanguageMessage.of(
    Text(
        vi="Hãy chọn sự kiện, hoặc đặt all là true.",
        en="Choose events, or say that all are meant.",
    )
)


class Cursor(CursorField[tuple[datetime, UUID]]):
    """Where a page begins; `cursor_of` writes it."""

    def place_of(self, parts: Sequence[str]) -> tuple[datetime, UUID]:
        """Return the event it goes on after, with the instant it came in."""
        at, event_id = parts
        return instant_of(at), UUID(event_id)


class ParkedQuerySchema(Schema):
    """Which parked events to list; `reason` is how the cause begins."""

    reason = Line()
    type = Line()
    before = Instant()
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ParkedOrderSchema(Schema):
    """Which parked events to replay or discard; with `dry_run` they are only counted."""

    event_ids = fields.List(fields.UUID(), validate=validate.Length(1, _MOST_IDS))
    reason = Line()
    type = Line()
    before = Instant()
    all = Flag(load_default=False)
    dry_run = Flag(load_default=False)

    @validates_schema
    def choose_something(self, data: dict[str, Any], **_: object) -> None:
        """Refuse an order that names nothing: it must not touch everything."""
        if not data.get("all") and choice_of(data).everything:
            raise ValidationError([_NOTHING_CHOSEN])


def choice_of(data: dict[str, Any]) -> Choice:
    """Return the choice of a loaded document."""
    ids = data.get("event_ids")
    return Choice(
        event_ids=None if ids is None else tuple(ids),
        reason=data.get("reason"),
        type=data.get("type"),
        before=data.get("before"),
    )


def parked_blueprint(database: Database, service: str) -> Blueprint:
    """Return the routes of one service, for administrators who come through the gateway."""
    blueprint = Blueprint("parked", __name__)
    base = f"/admin/{service}/parked"

    def listed(wanted: dict[str, Any]) -> Response:
        """Parked events, the longest parked first."""
        _admit()
        with database.read() as tx:
            found = parked.page(
                tx, choice_of(wanted), after=wanted["cursor"], limit=wanted["limit"] + 1
            )
        return _page(found, wanted["limit"])

    def grouped() -> Response:
        """Count parked events by reason and type."""
        _admit()
        with database.read() as tx:
            found = parked.groups(tx, Choice())
        return json_response({"items": [group_document(group) for group in found]})

    def shown(event_id: UUID) -> Response:
        """One parked event with its body as it came."""
        _admit()
        with database.read() as tx:
            found = parked.find(tx, event_id)
        if found is None:
            raise NotFoundError
        return json_response(body_document(found))

    def order(action: Action) -> Callable[[dict[str, Any]], Response]:
        def ordered(wanted: dict[str, Any]) -> Response:
            return _ordered(database, action, wanted)

        ordered.__name__ = action.value
        ordered.__doc__ = f"{action.value.capitalize()} the chosen events, or count them."
        return ordered

    query = blueprint.arguments(ParkedQuerySchema, location="query")
    told = blueprint.response(200)
    blueprint.get(base)(query(told(listed)))
    blueprint.get(f"{base}/groups")(told(grouped))
    blueprint.get(f"{base}/<uuid:event_id>")(told(shown))
    for action in Action:
        body = blueprint.arguments(ParkedOrderSchema)
        blueprint.post(f"{base}/{action}")(body(told(order(action))))
    return blueprint


def _admit() -> Operator:
    """Return who asks; raise `ForbiddenError` unless an administrator through the gateway."""
    require_service("gateway")
    actor = current_actor()
    if not actor.has(Role.ADMIN):
        raise ForbiddenError
    return Operator(subject=actor.subject, door="http")


def _ordered(database: Database, action: Action, wanted: dict[str, Any]) -> Response:
    operator, choice = _admit(), choice_of(wanted)
    if wanted["dry_run"]:
        with database.read() as tx:
            count = sum(group.events for group in parked.groups(tx, choice))
    else:
        count = parked.act(database, action, choice, operator)
    return json_response({"events": count, "dry_run": wanted["dry_run"]})


def _page(found: Sequence[ParkedEvent], limit: int) -> Response:
    items = [event_document(event) for event in found[:limit]]
    cursor = cursor_of(found[limit - 1]) if len(found) > limit else None
    headers = {} if cursor is None else {"Link": _next_link(cursor)}
    return json_response({"items": items, "cursor": cursor}, headers=headers)


def _next_link(cursor: str) -> str:
    """Return the `Link` to the next page (RFC 8288); the other parameters stay as they are."""
    kept = [(name, value) for name, value in request.args.items() if name != "cursor"]
    return f'<{request.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


def cursor_of(event: ParkedEvent) -> str:
    """Return the place of an event in the list."""
    return cursor_text(event.received_at.isoformat(), event.event_id)


def event_document(event: ParkedEvent) -> dict[str, Any]:
    """Return an event of the list as JSON."""
    return {
        "event_id": str(event.event_id),
        "consumer": event.consumer,
        "source": event.source,
        "subject": event.subject,
        "sequence": event.sequence,
        "type": event.type,
        "attempts": event.attempts,
        "reason": event.reason,
        "received_at": event.received_at,
    }


def group_document(group: parked.Group) -> dict[str, Any]:
    """Return a group as JSON."""
    return {
        "reason": group.reason,
        "type": group.type,
        "events": group.events,
        "oldest": group.oldest,
        "newest": group.newest,
    }


def body_document(found: parked.ParkedBody) -> dict[str, Any]:
    """Return an event with its body; bytes that are no JSON stand in base64."""
    event = found.document()
    raw = None if event is not None else base64.b64encode(found.body).decode()
    return event_document(found.event) | {
        "held_up": found.held_up,
        "event": event,
        "bytes": raw,
    }
