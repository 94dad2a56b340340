"""Who may read of which violations, and what is asked of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, Role, allows
from services.routing.lateness.domain.violation import (
    Cause,
    GivenReason,
    Struck,
    Violation,
    ViolationKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which lines somebody may read.

    Those charged to `own`, those of agencies in `above` and below them, or `everywhere`. Lines of
    confidential dossiers count for all of these, but name the dossier only to whom they are
    charged and at an agency in `at`.
    """

    own: str | None = None
    above: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page begins: behind the line that happened at `at`."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines are asked for: the days of `first` to `last`, both included, newest first."""

    agency: str | None = None
    officer: str | None = None
    kind: ViolationKind | None = None
    cause: Cause | None = None
    dossier: str | None = None
    struck: bool | None = None
    first: date | None = None
    last: date | None = None
    after: Position | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as somebody reads it; `dossier` is None where they may not know of it."""

    violation: Violation
    dossier: str | None
    recorded_at: datetime
    struck: Struck | None
    reason: GivenReason | None = None

    @property
    def version(self) -> int:
        """Return how often a reason was given."""
        return 0 if self.reason is None else self.reason.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of lines, and where the next one begins."""

    lines: Sequence[Line] = field(default_factory=tuple)
    after: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many lines charge an agency and one of its officers with a kind; `struck` of them."""

    agency: str
    officer: str | None
    kind: ViolationKind
    lines: int
    struck: int


MOST_COUNTS = 5000
"""How many counts one answer has at most, those with most lines first."""


def reach_of(actor: Actor) -> Reach:
    """Return what the actor may read; raises `ForbiddenError` for whom there is nothing.

    Heads and supervisors look down from where they stand today, a supervisor of no agency over
    the whole province, officers at what is charged to them.
    """
    right = Action.READ_VIOLATIONS
    above = frozenset(
        standing.agency
        for standing in actor.stands
        if allows(standing.roles, right, Relation.OVERSEEING, standing.ground)
    )
    at = frozenset(
        standing.agency
        for standing in actor.stands
        if allows(standing.roles, right, Relation.OWNER, standing.ground)
    )
    everywhere = actor.has(Role.SUPERVISOR) and actor.agency is None
    if not (above or at or everywhere):
        raise ForbiddenError
    own = actor.subject if at else None
    return Reach(own=own, above=above, at=at & above, everywhere=everywhere)
