"""Of which amendments somebody may know, and for which agency they propose one."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Amendments of these agencies; with `everywhere` all of them."""

    agencies: frozenset[str]
    everywhere: bool = False

    def holds(self, agency: str) -> bool:
        """Tell whether amendments of an agency are within it."""
        return self.everywhere or agency in self.agencies


def reach_of(actor: Actor) -> Reach:
    """Return whose amendments the actor may read; raises `ForbiddenError` for nobody's."""
    everywhere = allows(actor.roles, Action.READ_AMENDMENTS, Relation.NONE)
    agencies = frozenset(_standing(actor, Action.READ_AMENDMENTS))
    if not everywhere and not agencies:
        raise ForbiddenError
    return Reach(agencies=agencies, everywhere=everywhere)


def desk_of(actor: Actor) -> str:
    """Return the agency that the actor proposes for: the own one before one placed at.

    Raises `ForbiddenError` for who stands nowhere.
    """
    found = _standing(actor, Action.PROPOSE_AMENDMENT)
    if not found:
        raise ForbiddenError
    return actor.agency if actor.agency in found else found[0]


def speaks_for(actor: Actor, agency: str) -> bool:
    """Tell whether the actor may answer for an agency that proposed something."""
    return agency in _standing(actor, Action.PROPOSE_AMENDMENT)


def _standing(actor: Actor, action: Action) -> list[str]:
    return [
        standing.agency
        for standing in actor.stands
        if allows(standing.roles, action, Relation.RECEIVING, standing.ground)
    ]
