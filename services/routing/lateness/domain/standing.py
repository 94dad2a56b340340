"""Who has to do with the lateness of a case: who works on it, and who heads it."""

from __future__ import annotations

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, stands_for
from services.routing.lateness.domain.errors import ApologyUnknownError
from services.routing.work.domain.case import Case


def may_write(actor: Actor, case: Case) -> bool:
    """Tell whether the actor works at an agency of the case, so that they may write for it."""
    right, kept = Action.WRITE_APOLOGY, case.kept
    agencies = {leg.agency for leg in case.legs}
    return stands_for(actor, right, Relation.COMPETENT, case.competent_agency, kept) or any(
        stands_for(actor, right, Relation.LEG, agency, kept) for agency in agencies
    )


def may_sign(actor: Actor, case: Case) -> bool:
    """Tell whether the actor heads the agency that answers for the decision."""
    competent = case.competent_agency
    return stands_for(actor, Action.SIGN_APOLOGY, Relation.COMPETENT, competent, case.kept)


def require_writer(actor: Actor, case: Case) -> None:
    """Raise `ApologyUnknownError` for whom the case is none of their business."""
    if not may_write(actor, case):
        raise ApologyUnknownError


def require_signer(actor: Actor, case: Case) -> None:
    """Raise `ForbiddenError` for who works on the case and does not head it.

    Raises `ApologyUnknownError` for whom it is none of their business.
    """
    require_writer(actor, case)
    if not may_sign(actor, case):
        raise ForbiddenError


def office_of(case: Case) -> str:
    """Return the agency whose office clock counts: the competent one where it has a leg."""
    agencies = [leg.agency for leg in case.legs]
    return case.competent_agency if case.competent_agency in agencies else agencies[-1]
