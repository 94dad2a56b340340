"""How an actor stands to a dossier, and by which keys the dossiers of an actor are found."""

from __future__ import annotations

from dataclasses import dataclass, field

from kernel.errors import ForbiddenError, NotFoundError
from kernel.rights import Action, Actor, Relation, Role, may, require, roles_for
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """What narrows a query to the dossiers an actor may read.

    `keys` are those of `reader_keys`; `under` is the agency below which a supervisor sees
    everything. With neither, nothing may be read.
    """

    keys: tuple[str, ...] = field(repr=False)
    under: str | None


def readership(actor: Actor) -> Readership:
    """Return which dossiers the actor may read, by the table of `kernel.rights`."""
    keys: list[str] = []
    if may(actor, Action.READ_DOSSIER, Relation.OWNER):
        keys += [subject_key(actor.subject), *identities_of(actor.id_number, actor.tax_code)]
    if actor.agency and may(actor, Action.READ_DOSSIER, Relation.COMPETENT):
        keys.append(agency_key(actor.agency))
    overseeing = may(actor, Action.READ_DOSSIER, Relation.OVERSEEING)
    return Readership(keys=tuple(keys), under=actor.agency if overseeing else None)


def reader_keys(dossier: Dossier) -> tuple[str, ...]:
    """Return the keys under which a dossier is found: its owner, its parties, its agencies."""
    owner = (subject_key(dossier.owner),) if dossier.owner else ()
    agencies = map(agency_key, dossier.agencies)
    return tuple(dict.fromkeys((*owner, *dossier.parties, *agencies)))


def agency_key(code: str) -> str:
    """Return the key of an agency's dossiers."""
    return f"agency:{code}"


def subject_key(subject: str) -> str:
    """Return the key of an account's dossiers."""
    return f"sub:{subject}"


def relation(actor: Actor, dossier: Dossier) -> Relation:
    """Return the closest relation of the actor to the dossier."""
    if actor.agency is not None:
        if actor.agency == dossier.receiving_agency:
            return Relation.RECEIVING
        if actor.agency in dossier.agencies:
            return Relation.COMPETENT
    if owns(actor, dossier):
        return Relation.OWNER
    if actor.has(Role.SUPERVISOR) and actor.agency and _oversees(actor.agency, dossier):
        return Relation.OVERSEEING
    return Relation.NONE


def owns(actor: Actor, dossier: Dossier) -> bool:
    """Tell whether the actor filed the dossier or is one of those it is about."""
    mine = identities_of(actor.id_number, actor.tax_code)
    return dossier.owner == actor.subject or not set(mine).isdisjoint(dossier.parties)


def require_right(actor: Actor, action: Action, dossier: Dossier) -> None:
    """Raise `ForbiddenError`, or `DossierNotFoundError` where the actor may not know of it."""
    where = Relation.OWNER if _as_owner(actor, action, dossier) else relation(actor, dossier)
    try:
        require(actor, action, where)
    except NotFoundError:
        # The same words as for a code that does not exist.
        raise DossierNotFoundError from None


def require_role(actor: Actor, action: Action) -> None:
    """Raise `ForbiddenError` for an actor who may do this to no dossier at all.

    Asked before the dossier is looked up, so that the answer does not depend on whether it exists.
    """
    if not actor.has(*roles_for(action)):
        raise ForbiddenError


def _as_owner(actor: Actor, action: Action, dossier: Dossier) -> bool:
    # An officer may be a citizen too: the owner's right does not end at the office door.
    return may(actor, action, Relation.OWNER) and owns(actor, dossier)


def _oversees(agency: str, dossier: Dossier) -> bool:
    return any(code == agency or code.startswith(f"{agency}.") for code in dossier.agencies)
