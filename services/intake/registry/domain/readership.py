"""How an actor stands to a dossier, and by which keys the dossiers of an actor are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kernel.errors import ForbiddenError
from kernel.mandate import HeldMandate, MandatedAction
from kernel.rights import (
    Action,
    Actor,
    Confidentiality,
    Relation,
    Role,
    Standing,
    allows,
    roles_for,
)
from kernel.visibility import Part, visible_parts
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError, MandateOutOfScopeError

AGENCY = "agency:"
"""How the keys of agencies begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """What narrows a query to the dossiers an actor may find: keys as those of `reader_keys`.

    By `keys` every dossier is found, by `ordinary` only one that is not confidential. With
    neither, nothing is found.
    """

    keys: tuple[str, ...] = field(repr=False)
    ordinary: tuple[str, ...] = field(default=(), repr=False)


def readership(actor: Actor, action: Action = Action.READ_DOSSIER) -> Readership:
    """Return which dossiers the actor may read (or search), by the table of `kernel.rights`."""
    every = tuple(dict.fromkeys(_keys(actor, action, Confidentiality.CONFIDENTIAL)))
    ordinary = dict.fromkeys(_keys(actor, action, Confidentiality.ORDINARY))
    return Readership(keys=every, ordinary=tuple(key for key in ordinary if key not in every))


def _keys(actor: Actor, action: Action, kept: Confidentiality) -> Iterator[str]:
    if allows(actor.roles, action, Relation.OWNER, kept=kept):
        yield subject_key(actor.subject)
        yield from _own_identities(actor)
    if allows(actor.roles, action, Relation.MANDATED, kept=kept):
        yield from (mandate_key(held.id) for held in actor.mandates)
    for standing in actor.stands:
        yield from map(agency_key, _agencies_for(standing, action, kept))


def _agencies_for(standing: Standing, action: Action, kept: Confidentiality) -> Iterator[str]:
    """Yield the agencies whose dossiers the standing opens.

    Which of a dossier's agencies one is at makes no difference to reading; a test holds that.
    """
    if allows(standing.roles, action, Relation.LEG, standing.ground, kept):
        yield from (standing.agency, *sorted(standing.heir_of))
    if allows(standing.roles, action, Relation.OVERSEEING, standing.ground, kept):
        yield from (standing.agency, *sorted(standing.heir_of | standing.over))


def reader_keys(dossier: Dossier) -> tuple[str, ...]:
    """Return the keys under which a dossier is found: its owner, its parties, its agencies."""
    owner = (subject_key(dossier.owner),) if dossier.owner else ()
    agent = (mandate_key(dossier.mandate),) if dossier.mandate else ()
    agencies = map(agency_key, dossier.agencies)
    return tuple(dict.fromkeys((*owner, *dossier.parties, *agent, *agencies)))


def agency_key(code: str) -> str:
    """Return the key of an agency's dossiers."""
    return f"{AGENCY}{code}"


def subject_key(subject: str) -> str:
    """Return the key of an account's dossiers."""
    return f"sub:{subject}"


def mandate_key(id_: str) -> str:
    """Return the key of the dossiers filed under a mandate."""
    return f"mandate:{id_}"


def relations(actor: Actor, dossier: Dossier) -> Iterator[tuple[Relation, Standing]]:
    """Yield how the actor stands to the dossier, standing by standing."""
    for standing in actor.stands:
        if dossier.receiving_agency in standing.places:
            yield Relation.RECEIVING, standing
        if dossier.competent_agency in standing.places:
            yield Relation.COMPETENT, standing
        if not standing.places.isdisjoint(dossier.agencies):
            yield Relation.LEG, standing
        if not (standing.places | standing.over).isdisjoint(dossier.agencies):
            yield Relation.OVERSEEING, standing


def owns(actor: Actor, dossier: Dossier) -> bool:
    """Tell whether the actor filed the dossier or is one of those it is about."""
    mine = _own_identities(actor)
    return dossier.owner == actor.subject or not set(mine).isdisjoint(dossier.parties)


def held_mandate(actor: Actor, dossier: Dossier) -> HeldMandate | None:
    """Return the mandate in force under which the actor filed the dossier for another."""
    if dossier.mandate is None:
        return None
    return next((held for held in actor.mandates if held.id == dossier.mandate), None)


def stands_in(actor: Actor, dossier: Dossier) -> bool:
    """Tell whether the actor is the citizen's side of the dossier: owner, or by a mandate."""
    return owns(actor, dossier) or held_mandate(actor, dossier) is not None


def _own_identities(actor: Actor) -> tuple[str, ...]:
    # A program sees what it filed, not what others filed with the firm that runs it.
    if not actor.has(Role.CITIZEN):
        return ()
    return identities_of(actor.id_number, actor.tax_code)


def may_do(actor: Actor, action: Action, dossier: Dossier) -> bool:
    """Tell whether the actor may do `action` to the dossier, in any way they stand to it.

    An officer may be a citizen too: the owner's right does not end at the office door.
    """
    kept = kept_of(dossier)
    if owns(actor, dossier) and allows(actor.roles, action, Relation.OWNER, kept=kept):
        return True
    held = held_mandate(actor, dossier)
    if (
        held
        and _reaches(held, action)
        and allows(actor.roles, action, Relation.MANDATED, kept=kept)
    ):
        return True
    return any(
        allows(standing.roles, action, relation, standing.ground, kept)
        for relation, standing in relations(actor, dossier)
    )


def visible(actor: Actor, dossier: Dossier) -> frozenset[Part]:
    """Return the parts of the dossier the actor sees; none when they may not read it."""
    kept = kept_of(dossier)
    mine = visible_parts(actor.roles, Relation.OWNER, kept=kept) if owns(actor, dossier) else ()
    if not mine and held_mandate(actor, dossier):
        mine = visible_parts(actor.roles, Relation.MANDATED, kept=kept)
    theirs = (
        part
        for relation, standing in relations(actor, dossier)
        for part in visible_parts(standing.roles, relation, standing.ground, kept)
    )
    return frozenset((*mine, *theirs))


def kept_of(dossier: Dossier) -> Confidentiality:
    """Return how closely the dossier is kept."""
    return Confidentiality.CONFIDENTIAL if dossier.confidential else Confidentiality.ORDINARY


def require_right(actor: Actor, action: Action, dossier: Dossier) -> None:
    """Raise `ForbiddenError`, or `DossierNotFoundError` where the actor may not know of it."""
    if may_do(actor, action, dossier):
        return
    held = held_mandate(actor, dossier)
    if held is not None and not _reaches(held, action):
        raise MandateOutOfScopeError(extra={"actions": sorted(held.actions)})
    if may_do(actor, Action.READ_DOSSIER, dossier) or not actor.has(*roles_for(action)):
        raise ForbiddenError
    # The same words as for a code that does not exist.
    raise DossierNotFoundError


def _reaches(held: HeldMandate, action: Action) -> bool:
    # Following it and writing about it go with filing it.
    needed = _NEEDED.get(action)
    return needed is None or needed in held.actions


# What a mandate must say beyond filing; who receives a result may check its draft.
_NEEDED = {
    Action.SUBMIT_SUPPLEMENT: MandatedAction.SUPPLEMENT,
    Action.ANSWER_DRAFT: MandatedAction.RECEIVE_RESULT,
}


def require_role(actor: Actor, action: Action) -> None:
    """Raise `ForbiddenError` for an actor who may do this to no dossier at all.

    Asked before the dossier is looked up, so that the answer does not depend on whether it exists.
    """
    if not actor.has(*roles_for(action)):
        raise ForbiddenError
