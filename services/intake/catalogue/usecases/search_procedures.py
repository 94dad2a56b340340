"""People look for a procedure by words, field, agency or level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.intake.catalogue.domain.errors import UnknownAgencyError
from services.intake.catalogue.domain.search import (
    Position,
    ProcedureHit,
    ProcedureQuery,
    folded,
)
from services.intake.catalogue.ports import Agencies, Procedures

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePage:
    """A page of hits, best first; `after` is where the next page begins, None on the last."""

    hits: tuple[ProcedureHit, ...]
    after: Position | None


def search_procedures(
    query: ProcedureQuery,
    *,
    text: str = "",
    agency: str | None = None,
    on: date,
    procedures: Procedures,
    agencies: Agencies,
) -> ProcedurePage:
    """Return the procedures in force that have every word of `text`, with or without accents.

    `agency` keeps those that may be filed there. Raises `UnknownAgencyError` for an unknown one.
    """
    words = tuple(folded(text).split()[:_MOST_WORDS])
    query = replace(query, words=words, kind=_kind_of(agency, on, agencies))
    hits: Sequence[ProcedureHit] = procedures.search(replace(query, limit=query.limit + 1), on)
    page = tuple(hits[: query.limit])
    return ProcedurePage(hits=page, after=page[-1].position if len(hits) > len(page) else None)


def _kind_of(code: str | None, on: date, agencies: Agencies) -> str | None:
    if code is None:
        return None
    agency = agencies.get(code, on)
    if agency is None:
        raise UnknownAgencyError(pointer="/agency")
    return agency.kind
