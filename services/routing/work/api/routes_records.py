"""The record of a case over HTTP: who did what, by which version of the process (ISO 9001)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from chassis.sheet import csv_sheet
from kernel.process import StepRole
from kernel.rights import Actor
from services.routing.work.api.answers import NameSchema
from services.routing.work.api.documents import stamp
from services.routing.work.domain.case import CaseStatus
from services.routing.work.domain.record import ProcessRecord, RecordLine

ShowRecord = Callable[[Actor, str], ProcessRecord]
_SHEET = "text/csv"
_HEADS = (
    "Thời điểm",
    "Quy trình",
    "Phiên bản",
    "Cơ quan",
    "Phần việc",
    "Bước",
    "Vai trò",
    "Việc đã làm",
    "Cán bộ",
    "Giao cho",
    "Hạn của bước",
    "Quá hạn",
)


class RecordQuerySchema(Schema):
    """The query of `GET /dossiers/{code}/process-record`."""

    format = fields.String(validate=validate.OneOf(("json", "csv")), load_default="json")


class RecordLineSchema(Schema):
    """What was done with a step; `officer` is null where nobody in person did it."""

    at = fields.DateTime(required=True)
    task = fields.UUID(required=True)
    leg = fields.String(required=True)
    leg_name = fields.Nested(NameSchema, required=True)
    step = fields.String(required=True)
    step_name = fields.Nested(NameSchema, required=True)
    agency = fields.String(required=True)
    role = fields.Enum(StepRole, by_value=True, required=True)
    action = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    taker = fields.String(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    late = fields.Boolean(required=True, allow_none=True)


class RecordSchema(Schema):
    """The record of a case, oldest first; `procedure_version` is that of its process."""

    dossier = fields.String(required=True)
    procedure = fields.String(required=True)
    procedure_version = fields.Integer(required=True)
    status = fields.Enum(CaseStatus, by_value=True, required=True)
    opened_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    lines = fields.List(fields.Nested(RecordLineSchema), required=True)


def record_blueprint(show: ShowRecord) -> Blueprint:
    """Return `GET /dossiers/{code}/process-record`."""
    blueprint = Blueprint("process-records", __name__, description="Records of processes")

    @blueprint.get("/dossiers/<string:code>/process-record")
    @blueprint.arguments(RecordQuerySchema, location="query")
    @blueprint.response(200, RecordSchema, example=example(__name__, "process-record"))
    @blueprint.doc(responses={200: {"content": {_SHEET: {"schema": {"type": "string"}}}}})
    def record(asked: dict[str, Any], code: str) -> Response:
        """Show who did what with a case and when, by which version of the process (ISO 9001).

        For staff of its agencies and those who oversee them. Officers stand in it by their
        accounts; nobody's words do. `format=csv` is the same as a sheet.
        """
        found = show(current_actor(), code)
        if asked["format"] == "json":
            return json_response(_document(found))
        rows = [_row(found, line) for line in found.lines]
        response = Response(csv_sheet([_HEADS, *rows]), content_type=f"{_SHEET}; charset=utf-8")
        name = f"process-record-{code}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return blueprint


def _document(record: ProcessRecord) -> dict[str, Any]:
    return {
        "dossier": record.dossier,
        "procedure": record.procedure,
        "procedure_version": record.procedure_version,
        "status": record.status.value,
        "opened_at": stamp(record.opened_at),
        "decided_at": stamp(record.decided_at),
        "lines": [_line(line) for line in record.lines],
    }


def _line(line: RecordLine) -> dict[str, Any]:
    return {
        "at": stamp(line.at),
        "task": str(line.task),
        "leg": line.leg,
        "leg_name": line.leg_name.to_document(),
        "step": line.step,
        "step_name": line.step_name.to_document(),
        "agency": line.agency,
        "role": line.role.value,
        "action": line.action,
        "officer": line.officer,
        "taker": line.taker,
        "due_at": stamp(line.due_at),
        "late": line.late,
    }


def _row(record: ProcessRecord, line: RecordLine) -> tuple[object, ...]:
    late = {None: "", True: "x", False: ""}[line.late]
    return (
        stamp(line.at),
        record.procedure,
        record.procedure_version,
        line.agency,
        line.leg_name.vi,
        line.step_name.vi,
        line.role.value,
        line.action,
        line.officer,
        line.taker,
        stamp(line.due_at),
        late,
    )
