"""Who answers for the work reads the register of violations."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.rights import Actor
from services.routing.lateness.domain.reading import (
    MOST_COUNTS,
    Count,
    Page,
    Position,
    Wanted,
    reach_of,
)
from services.routing.lateness.ports import Violations


def list_violations(actor: Actor, wanted: Wanted, *, violations: Violations) -> Page:
    """Return a page of the lines the actor may read, the newest first.

    Raises `ForbiddenError` for who may read none.
    """
    found = violations.page(wanted, reach_of(actor))
    lines = found[: wanted.limit]
    if len(found) <= wanted.limit:
        return Page(lines=lines)
    last = lines[-1].violation
    return Page(lines=lines, after=Position(at=last.at, id=last.id))


def count_violations(actor: Actor, wanted: Wanted, *, violations: Violations) -> Sequence[Count]:
    """Return how many lines the actor may read charge whom with what, those with most first.

    Raises `ForbiddenError` for who may read none.
    """
    return violations.counts(wanted, reach_of(actor), MOST_COUNTS)
