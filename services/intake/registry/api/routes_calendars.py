"""Administrators publish calendars: a dry run first, then the dossiers follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import current_actor
from chassis.fields import Line
from chassis.http import json_response
from kernel.calendar import Calendar, calendar_from_document
from kernel.rights import Actor
from services.intake.catalogue.api.schemas import TextSchema
from services.intake.registry.api.documents import stamp
from services.intake.registry.domain.replan_progress import Progress
from services.intake.registry.domain.replanning import Replanned
from services.intake.registry.usecases.dry_run_calendar import DryRun, Page

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCalendar:
    """A calendar as an administrator sends it, with the number of its notice."""

    calendar: Calendar
    notice: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published; `changed` is False when it stood so already."""

    calendar: str
    version: int
    changed: bool


class CalendarActions(Protocol):
    """What the routes call."""

    def dry_run(self, given: GivenCalendar, page: Page, actor: Actor) -> DryRun:
        """Return what publishing would move."""
        ...

    def publish(self, given: GivenCalendar, actor: Actor) -> Published:
        """Publish."""
        ...

    def progress(self, actor: Actor) -> Sequence[Progress]:
        """Return how far the last publications have come."""
        ...


class GivenCalendarSchema(Schema):
    """The body: the calendar's document (as in `catalogue/calendars`) and its notice."""

    calendar = fields.Dict(required=True)
    notice = Line(limit=200, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> GivenCalendar:
        return GivenCalendar(
            calendar=calendar_from_document(data["calendar"]), notice=data["notice"]
        )


class PageQuerySchema(Schema):
    """Where the page of open dossiers begins, and how many are looked at."""

    cursor = Line(limit=100, load_default="")
    limit = fields.Integer(load_default=200, validate=validate.Range(1, _MOST))


class DryRunItemSchema(Schema):
    """An open dossier with the date that runs, before and after, and why."""

    dossier = fields.String()
    clock = fields.String()
    old_at = fields.DateTime(allow_none=True)
    new_at = fields.DateTime(allow_none=True)
    moved = fields.Boolean()
    provisional = fields.Boolean()
    reason = fields.Nested(TextSchema, allow_none=True)
    ground = fields.String(allow_none=True)


class DryRunSchema(Schema):
    """What publishing would do, a page of dossiers at a time."""

    calendar = fields.String()
    version = fields.Integer()
    days = fields.List(fields.Dict())
    items = fields.List(fields.Nested(DryRunItemSchema))
    moved = fields.Integer()
    cursor = fields.String(allow_none=True)


class PublishedSchema(Schema):
    """What was published."""

    calendar = fields.String()
    version = fields.Integer()
    changed = fields.Boolean()


class ProgressSchema(Schema):
    """How far a publication has come."""

    calendar = fields.String()
    version = fields.Integer()
    notice = fields.String(allow_none=True)
    started_at = fields.DateTime()
    seen = fields.Integer()
    moved = fields.Integer()
    finished_at = fields.DateTime(allow_none=True)


class ProgressListSchema(Schema):
    """The last publications, newest first."""

    items = fields.List(fields.Nested(ProgressSchema))


def calendars_blueprint(actions: CalendarActions) -> Blueprint:
    """Return `/admin/calendars`."""
    blueprint = Blueprint("calendars", __name__, description="Publishing calendars")

    @blueprint.post("/admin/calendars/dry-run")
    @blueprint.arguments(GivenCalendarSchema())
    @blueprint.arguments(PageQuerySchema, location="query")
    @blueprint.response(200, DryRunSchema)
    def dry_run(given: GivenCalendar, page: dict[str, Any]) -> Response:
        """Say which dossiers a new calendar would move, and change nothing."""
        wanted = Page(after=page["cursor"], limit=page["limit"])
        return json_response(dry_run_document(actions.dry_run(given, wanted, current_actor())))

    @blueprint.post("/admin/calendars")
    @blueprint.arguments(GivenCalendarSchema())
    @blueprint.response(202, PublishedSchema)
    def publish(given: GivenCalendar) -> Response:
        """Publish a calendar; open dossiers are planned anew."""
        response = json_response(asdict(actions.publish(given, current_actor())))
        response.status_code = 202
        return response

    @blueprint.get("/admin/calendars")
    @blueprint.response(200, ProgressListSchema)
    def progress() -> Response:
        """List what was published of calendars."""
        found = actions.progress(current_actor())
        return json_response({"items": [_progress_document(one) for one in found]})

    return blueprint


def dry_run_document(found: DryRun) -> dict[str, Any]:
    """Return a page of a dry run as JSON."""
    return {
        "calendar": found.calendar.id,
        "version": found.calendar.version,
        "days": [
            {"date": change.day.isoformat(), "text": change.text.to_document()}
            for change in found.days
        ],
        "items": [_item(one) for one in found.dossiers],
        "moved": sum(one.moved for one in found.dossiers),
        "cursor": found.after,
    }


def _item(one: Replanned) -> dict[str, Any]:
    entry = one.entry
    return {
        "dossier": one.dossier.code,
        "clock": one.clock,
        "old_at": stamp(one.old_at),
        "new_at": stamp(one.new_at),
        "moved": one.moved,
        "provisional": one.dossier.due_provisional,
        "reason": entry.text.to_document() if entry else None,
        "ground": entry.ground if entry else None,
    }


def _progress_document(progress: Progress) -> dict[str, Any]:
    return asdict(progress) | {
        "started_at": stamp(progress.started_at),
        "finished_at": stamp(progress.finished_at),
    }
