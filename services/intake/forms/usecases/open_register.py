"""The register of an agency is written up and opened for who may read its reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, Role, allows, require
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.agency import Agency
from services.intake.forms.domain.book import BookLine, BookQuery
from services.intake.forms.domain.errors import RegisterTooLongError, UnknownRegisterError
from services.intake.forms.ports import Books, RegisterIssue
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Reference

MOST_LINES = {"json": 20_000, "csv": 20_000, "pdf": 1_000}
"""How many lines one answer may have; a PDF of more would take longer than a caller waits."""

Below = Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The lines asked for, and the agency whose they are, as it is on the last of the days."""

    agency: Agency
    query: BookQuery
    lines: Sequence[BookLine]


def open_register(
    query: BookQuery,
    written: str,
    *,
    actor: Actor,
    below: Below,
    clock: Clock,
    reference: Reference,
    books: Books,
) -> Register:
    """Return the register and write down that it was given out as `written` (json, csv, pdf).

    `below` returns the agencies below one. Raises `ForbiddenError`,
    `UnknownRegisterError`, `RegisterTooLongError`.
    """
    _require_right(actor, query.agency, below)
    at = in_vietnam(clock())
    # The book of one that ended stays readable.
    agency = reference.agency(query.agency, query.last) or reference.ever(query.agency)
    if agency is None:
        raise UnknownRegisterError
    for year in _years(query, at.date()):
        books.write_up(query.agency, year)
    count = books.count(query)
    if count > MOST_LINES[written]:
        raise RegisterTooLongError(extra={"lines": count, "most": MOST_LINES[written]})
    books.issue(RegisterIssue(query=query, format=written, lines=count, at=at, by=by_actor(actor)))
    return Register(agency=agency, query=query, lines=books.lines(query))


def _years(query: BookQuery, today: date) -> range:
    """Return the years whose books are asked for; a book of days to come is not begun."""
    return range(query.first.year, min(query.last, today).year + 1)


def _require_right(actor: Actor, agency: str, below: Below) -> None:
    """Ask as the reports ask: heads and supervisors look down from where they stand today."""
    require(actor, Action.READ_REGISTER, Relation.OVERSEEING)
    # A supervisor of no agency watches the province, as in the reports.
    everywhere = actor.has(Role.SUPERVISOR) and actor.agency is None
    reach = (
        place
        for standing in actor.stands
        for place in standing.places
        if allows(standing.roles, Action.READ_REGISTER, Relation.OVERSEEING, standing.ground)
    )
    if not everywhere and not any(agency == one or agency in below(one) for one in reach):
        raise ForbiddenError
