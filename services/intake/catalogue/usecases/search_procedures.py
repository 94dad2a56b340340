"""People look for a procedure by words, field, agency or level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.redirection import Redirection, follow, redirection
from services.intake.catalogue.domain.search import Position, ProcedureHit, ProcedureQuery
from services.intake.catalogue.domain.succession import Matter
from services.intake.catalogue.ports import Agencies, ProcedureSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePage:
    """A page of hits, best first; `after` is where the next page begins, None on the last.

    `redirected` says that the agency asked for ended, and which one was taken for it.
    """

    hits: tuple[ProcedureHit, ...]
    after: Position | None
    redirected: Redirection | None = None


def search_procedures(
    query: ProcedureQuery,
    *,
    agency: str | None = None,
    on: date,
    search: ProcedureSearch,
    agencies: Agencies,
) -> ProcedurePage:
    """Return the procedures in force that `query` looks for, best first.

    `agency` keeps those that may be filed there. Of one that ended
    its successor counts. Raises what `follow` raises.
    """
    place = _place(agency, query, on, agencies)
    kind = None if place is None else place.kind
    hits: Sequence[ProcedureHit] = search.find(
        replace(query, kind=kind, limit=query.limit + 1), on
    )
    page = tuple(hits[: query.limit])
    return ProcedurePage(
        hits=page,
        after=page[-1].position if len(hits) > len(page) else None,
        redirected=redirection(agency, place) if agency and place else None,
    )


def _place(code: str | None, query: ProcedureQuery, on: date, agencies: Agencies) -> Agency | None:
    if code is None:
        return None
    matter = Matter(field=query.field)
    return follow(code, on=on, matter=matter, ever=agencies.ever, pointer="/agency")
