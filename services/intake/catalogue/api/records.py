"""Where records of the national portal enter: JSON lines, each checked for its shape.

Members that are not known are left out; what a record leaves unsaid stays unsaid.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from kernel.codes import ProcedureCode, ProcedureCodeError
from kernel.text import Text
from services.intake.catalogue.domain.portal_record import (
    PortalFee,
    PortalRecord,
    PortalTerm,
    one_line,
)
from services.intake.catalogue.usecases.import_records import ReadLine, Refusal

_LONGEST_NAME = 4000
_LARGEST = 10**12


class _Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


class TermSchema(_Lenient):
    """A term of a channel."""

    channel = fields.String(required=True)
    value = fields.Float(allow_none=True, load_default=None)
    unit = fields.String(allow_none=True, load_default=None)


class FeeSchema(_Lenient):
    """The fees of a channel."""

    channel = fields.String(required=True)
    amounts = fields.List(
        fields.Tuple((fields.Float(validate=validate.Range(0, _LARGEST)), fields.String())),
        load_default=list,
    )
    free = fields.Boolean(load_default=False)


class RecordSchema(_Lenient):
    """A record."""

    code = fields.String(required=True)
    name = fields.String(required=True, data_key="name_raw")
    field = fields.String(required=True)
    level = fields.String(load_default="")
    decision = fields.String(load_default="")
    agencies = fields.List(fields.String(), load_default=list)
    terms = fields.List(fields.Nested(TermSchema), load_default=list, data_key="time")
    fees = fields.List(fields.Nested(FeeSchema), load_default=list)
    papers = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(0, _LARGEST)
    )
    results = fields.List(fields.String(), load_default=list, data_key="result_codes")


def read_records(file: Path) -> Iterator[ReadLine]:
    """Yield every line of a file as a record or as what is wrong with it; blank ones are none."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _read(number, line)


def _read(number: int, line: bytes) -> ReadLine:
    try:
        loaded = json.loads(line.decode())
    except (ValueError, RecursionError):
        return _refused(number, None, "Dòng không phải JSON.", "The line is no JSON.")
    if not isinstance(loaded, Mapping):
        return _refused(number, None, "Dòng không phải một bản ghi.", "The line is no record.")
    written = str(loaded.get("code", ""))[:40]
    try:
        record = _record(RecordSchema().load(loaded))
    except ProcedureCodeError as error:
        return _refused(number, written, error.title.vi, error.title.en)
    except ValidationError as error:
        names = ", ".join(sorted(map(str, error.messages_dict)))
        return _refused(
            number,
            written,
            f"Trường sai hoặc thiếu: {names}.",
            f"Missing or wrong members: {names}.",
        )
    if not 0 < len(record.name) <= _LONGEST_NAME or "\0" in json.dumps(loaded):
        return _refused(number, written, "Tên không đọc được.", "The name cannot be read.")
    return ReadLine(line=number, code=record.code, record=record)


def _refused(number: int, code: str | None, vi: str, en: str) -> ReadLine:
    return ReadLine(line=number, code=code, refusal=Refusal(text=Text(vi=vi, en=en)))


def _record(data: Mapping[str, Any]) -> PortalRecord:
    return PortalRecord(
        code=ProcedureCode.parse(data["code"]).value,
        name=one_line(data["name"]),
        field=data["field"],
        level=data["level"],
        decision=data["decision"],
        agencies=tuple(data["agencies"]),
        terms=tuple(PortalTerm(**term) for term in data["terms"]),
        fees=tuple(
            PortalFee(
                channel=fee["channel"],
                amounts=tuple((amount, currency) for amount, currency in fee["amounts"]),
                free=fee["free"],
            )
            for fee in data["fees"]
        ),
        papers=data["papers"],
        results=tuple(data["results"]),
    )
