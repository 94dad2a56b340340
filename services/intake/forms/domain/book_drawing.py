"""The register as its template draws it: one table a book, the columns of the set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.forms.domain.book import BookQuery
from services.intake.forms.domain.drawing import heading
from services.intake.forms.domain.facts import Place, heading_facts
from services.intake.forms.domain.form_set import FormName, FormSet, Layout
from services.intake.forms.domain.words import Language, long_day, short_day

_DAYS = Text(
    vi="Từ ngày {first} đến ngày {last}; lĩnh vực: {field}",
    en="From {first} to {last}; field: {field}",
)
_ALL_FIELDS = Text(vi="tất cả", en="all")
_BOOK = Text(vi="Quyển số {book}", en="Book {book}")
_COUNT = Text(
    vi="Tổng số: {count} hồ sơ. Số thứ tự liên tục đến hết năm.",
    en="In all: {count} dossiers. Numbers run on to the end of the year.",
)


def register_drawing(
    rows: Sequence[Mapping[str, Any]],
    query: BookQuery,
    *,
    place: Place,
    form_set: FormSet,
    made_at: datetime,
    language: Language,
) -> dict[str, Any]:
    """Return what the template draws of lines that are in words already."""
    layout = form_set.forms[FormName.REGISTER]
    facts = {
        **heading_facts(place, form_set),
        "number": _number(query, layout, form_set, place.agency),
        "code": place.agency.code,
    }
    on = long_day(in_vietnam(made_at).date(), language)
    return {
        **heading(facts, form_set, layout, language),
        "place_date": f"{place.name}, {on}",
        "notes": [_days(query, language)],
        "columns": [
            {
                "head": getattr(column.head, language),
                "width": column.width,
                "centred": column.centred,
            }
            for column in layout.columns
        ],
        "books": _books(rows, layout, language),
        "closing": [getattr(_COUNT, language).format(count=len(rows))],
        "signatures": [
            {
                "title": getattr(one.title, language),
                "note": getattr(one.note, language),
                "name": None,
            }
            for one in layout.signatures
        ],
    }


def _books(
    rows: Sequence[Mapping[str, Any]], layout: Layout, language: Language
) -> list[dict[str, Any]]:
    """Return the lines book by book, as the books follow each other."""
    named = dict.fromkeys(row["book"] for row in rows)
    return [
        {
            "title": getattr(_BOOK, language).format(book=book),
            "rows": [
                [str(row.get(column.field) or "") for column in layout.columns]
                for row in rows
                if row["book"] == book
            ],
        }
        for book in named
    ]


def _days(query: BookQuery, language: Language) -> str:
    days: str = getattr(_DAYS, language)
    field = query.field or getattr(_ALL_FIELDS, language)
    return days.format(first=short_day(query.first), last=short_day(query.last), field=field)


def _number(query: BookQuery, layout: Layout, form_set: FormSet, agency: Agency) -> str:
    symbol = layout.symbol
    if layout.symbol_with_desk:
        symbol = f"{symbol}-{form_set.desk(agency.kind).symbol}"
    return f"{query.last.year}/{symbol}"
