"""Who may read which lines of the list of risks, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, Role, allows
from services.routing.lateness.domain.reading import Position, Reach
from services.routing.lateness.domain.risk import Figures, RiskCause, RiskLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RisksWanted:
    """Which lines: those due first in front, until the day `last` where it is given.

    A page begins behind a due date and a task.
    """

    agency: str | None = None
    level: RiskLevel | None = None
    cause: RiskCause | None = None
    last: date | None = None
    after: Position | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """A step at risk as somebody reads it; `dossier` and `procedure` None where confidential."""

    task: UUID
    dossier: str | None
    procedure: str | None
    agency: str
    leg: str
    step: str
    officer: str | None
    level: RiskLevel
    cause: RiskCause
    due_at: datetime
    expected_at: datetime
    figures: Figures
    looked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RisksPage:
    """A page of lines, and where the next one begins."""

    lines: Sequence[RiskLine] = field(default_factory=tuple)
    after: Position | None = None


def overseen(actor: Actor) -> Reach:
    """Return of which agencies the actor may read; raises `ForbiddenError` for whom of none.

    Heads and supervisors look down from where they stand today, a supervisor of no agency over
    the whole province. Which confidential dossier it is, learn the heads of its own agency.
    """
    above = frozenset(
        standing.agency
        for standing in actor.stands
        if allows(standing.roles, Action.READ_RISKS, Relation.OVERSEEING, standing.ground)
    )
    everywhere = actor.has(Role.SUPERVISOR) and actor.agency is None
    if not above and not everywhere:
        raise ForbiddenError
    headed = {one.agency for one in actor.stands if Role.HEAD in one.roles}
    return Reach(above=above, at=above & headed, everywhere=everywhere)
