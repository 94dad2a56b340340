"""The register of an agency: as JSON, as a sheet, or as the printed book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.http import json_response
from chassis.sheet import csv_sheet
from kernel.codes import AgencyCode
from kernel.rights import Actor
from services.intake.forms.api.schemas import RegisterQuerySchema, RegisterSchema, book_query
from services.intake.forms.domain.book import BookQuery
from services.intake.forms.domain.form_set import FormSet, Layout
from services.intake.forms.domain.words import Language

_MORE_KINDS = {
    "text/csv": {"schema": {"type": "string"}},
    "application/pdf": {"schema": {"type": "string", "format": "binary"}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAnswer:
    """A register in words; `pdf` where it was to be printed."""

    agency: str
    name: str
    query: BookQuery
    form_set: FormSet
    layout: Layout
    rows: Sequence[Mapping[str, Any]]
    pdf: bytes | None = None


class RegisterActions(Protocol):
    """What the routes call."""

    def open(
        self, query: BookQuery, written: str, language: Language, actor: Actor
    ) -> RegisterAnswer:
        """Return the register of an agency over some days."""
        ...


def registers_blueprint(actions: RegisterActions) -> Blueprint:
    """Return the route of the register."""
    blueprint = Blueprint("registers", __name__, description="The register of dossiers")

    @blueprint.get("/registers/<string:agency>")
    @blueprint.arguments(RegisterQuerySchema, location="query")
    @blueprint.response(200, RegisterSchema)
    @blueprint.alt_response(404, description="No such agency")
    @blueprint.doc(responses={200: {"content": _MORE_KINDS}})
    def register(asked: dict[str, Any], agency: str) -> Response:
        """Open an agency's register of dossiers (Form 07; Form 06 of 2018).

        One book a year, of all fields or of one; numbers run on to the year's end. What the
        reader may not see is masked.
        """
        query = book_query(AgencyCode.parse(agency).value, asked)
        answer = actions.open(query, asked["format"], asked["language"], current_actor())
        if asked["format"] == "csv":
            return _file(
                _sheet(answer, asked["language"]), "text/csv; charset=utf-8", "csv", answer
            )
        if answer.pdf is not None:
            return _file(answer.pdf, "application/pdf", "pdf", answer)
        return json_response(_document(answer))

    return blueprint


def _file(body: bytes, content_type: str, ending: str, answer: RegisterAnswer) -> Response:
    query = answer.query
    name = f"register_{answer.agency}_{query.first}_{query.last}.{ending}"
    response = Response(body, content_type=content_type)
    how = "inline" if ending == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response


def _document(answer: RegisterAnswer) -> dict[str, Any]:
    query, ground = answer.query, answer.form_set.ground
    number = answer.layout.number
    return {
        "agency": answer.agency,
        "name": answer.name,
        "from": query.first.isoformat(),
        "to": query.last.isoformat(),
        "field": query.field,
        "form": {"vi": f"Mẫu số {number}, {ground.vi}", "en": f"Form {number}, {ground.en}"},
        "items": list(answer.rows),
    }


def _sheet(answer: RegisterAnswer, language: Language) -> bytes:
    columns = answer.layout.columns
    heads = [getattr(column.head, language) for column in columns]
    book = {"vi": "Quyển số", "en": "Book"}[language]
    lines = [[row["book"], *(row.get(column.field) for column in columns)] for row in answer.rows]
    return csv_sheet([[book, *heads], *lines])
