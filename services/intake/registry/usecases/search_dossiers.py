"""Staff look for a dossier by the person or by its code."""

from __future__ import annotations

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor
from services.intake.registry.domain.listing import DossierPage, DossierQuery
from services.intake.registry.domain.readership import readership
from services.intake.registry.ports import DossierLists


def search_dossiers(query: DossierQuery, *, actor: Actor, lists: DossierLists) -> DossierPage:
    """Return a page of the dossiers of the actor's agencies that fit; never a confidential one.

    Raises `ForbiddenError` for anybody but staff.
    """
    reader = readership(actor, Action.SEARCH_DOSSIERS)
    if not reader.keys and not reader.ordinary:
        raise ForbiddenError
    return lists.found(query, reader)
