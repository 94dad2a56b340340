"""The internal endpoints reconciliation reads and repairs through, open to reporting alone."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis.auth import require_service
from chassis.db import Database
from chassis.fields import Line
from chassis.http import json_response
from chassis.parked_api import parked_blueprint
from chassis.reconciliation import Books, BooksReader
from chassis.reopening import reopen, write_down_restored
from kernel.books import Digest, Entry, Fault
from kernel.errors import ForbiddenError, NotFoundError

READER = "reporting"
"""The service that compares."""

_BASE = "/internal/reconciliation"
_MOST_BUCKETS = 2000
_MOST_ROWS = 2000


class DigestsQuerySchema(Schema):
    """Where the page of digests begins."""

    after = Line(load_default=None)
    limit = fields.Integer(load_default=_MOST_BUCKETS, validate=validate.Range(1, _MOST_BUCKETS))


class RowsQuerySchema(Schema):
    """Which bucket's rows, behind which id."""

    bucket = Line(required=True)
    after = Line(load_default="")
    limit = fields.Integer(load_default=_MOST_ROWS, validate=validate.Range(1, _MOST_ROWS))


class ReopenSchema(Schema):
    """Whose events of which subject are to be applied again, and who wants it."""

    source = Line(required=True)
    subject = Line(required=True)
    operator = Line(required=True)


class RestoreSchema(Schema):
    """What is to be set right, and who wants it."""

    invariant = Line(required=True)
    id = Line(required=True)
    operator = Line(required=True)


def operator_blueprints(database: Database, service: str, books: Books) -> tuple[Blueprint, ...]:
    """Return what every service offers to operators: its parked events, and its books."""
    return (parked_blueprint(database, service), reconciliation_blueprint(database, books))


def reconciliation_blueprint(database: Database, books: Books) -> Blueprint:
    """Return the routes that show the books of a service, and that let it hear again."""
    blueprint = Blueprint("reconciliation", __name__)
    reader = BooksReader(database, books)

    def digests(wanted: dict[str, Any], view: str) -> Response:
        """Digests of a view, bucket by bucket."""
        _admit(books, view)
        found = reader.digests(view, wanted["after"], wanted["limit"])
        return json_response({"items": [digest_document(one) for one in found]})

    def rows(wanted: dict[str, Any], view: str) -> Response:
        """Rows of one bucket of a view."""
        _admit(books, view)
        found = reader.rows(view, wanted["bucket"], wanted["after"], wanted["limit"])
        return json_response({"items": [entry_document(one) for one in found]})

    def faults() -> Response:
        """Tell what the service finds wrong with its own state."""
        _admit(books)
        return json_response({"items": [fault_document(one) for one in reader.faults()]})

    def reopened(wanted: dict[str, Any]) -> Response:
        """Forget that events of a subject were applied, because their effect was lost."""
        _admit(books)
        if wanted["source"] not in books.reopens:
            raise ForbiddenError
        with database.transaction() as tx:
            count = reopen(tx, wanted["source"], wanted["subject"], operator=wanted["operator"])
        return json_response({"reopened": count})

    def restored(wanted: dict[str, Any]) -> Response:
        """Set something right out of the service's own state."""
        _admit(books)
        restore = books.restores.get(wanted["invariant"])
        if restore is None:
            raise ForbiddenError
        with database.transaction() as tx:
            restore(tx, wanted["id"])
            write_down_restored(tx, wanted["invariant"], wanted["id"], operator=wanted["operator"])
        return json_response({"restored": 1})

    told = blueprint.response(200)
    page = blueprint.arguments(DigestsQuerySchema, location="query")
    of_bucket = blueprint.arguments(RowsQuerySchema, location="query")
    blueprint.get(f"{_BASE}/views/<string:view>/digests")(page(told(digests)))
    blueprint.get(f"{_BASE}/views/<string:view>/rows")(of_bucket(told(rows)))
    blueprint.get(f"{_BASE}/faults")(told(faults))
    blueprint.post(f"{_BASE}/restore")(blueprint.arguments(RestoreSchema)(told(restored)))
    blueprint.post(f"{_BASE}/reopen")(blueprint.arguments(ReopenSchema)(told(reopened)))
    return blueprint


def _admit(books: Books, view: str | None = None) -> None:
    require_service(READER)
    if view is not None and view not in books.views:
        raise NotFoundError


def digest_document(digest: Digest) -> dict[str, Any]:
    """Return a digest as JSON."""
    return {"bucket": digest.bucket, "rows": digest.rows, "digest": digest.digest}


def entry_document(entry: Entry) -> dict[str, Any]:
    """Return a row as JSON."""
    return {"id": entry.id, "value": entry.value, "age": entry.age}


def fault_document(fault: Fault) -> dict[str, Any]:
    """Return a fault as JSON."""
    return {
        "invariant": fault.invariant,
        "kind": fault.kind,
        "id": fault.id,
        "found": fault.found,
        "wanted": fault.wanted,
    }
