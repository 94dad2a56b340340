"""Lists of dossiers: one's own, an agency's, a supervisor's."""

from __future__ import annotations

from kernel.rights import Actor
from services.intake.registry.domain.listing import DossierPage, DossierQuery
from services.intake.registry.domain.readership import readership
from services.intake.registry.ports import DossierLists


def list_dossiers(query: DossierQuery, *, actor: Actor, lists: DossierLists) -> DossierPage:
    """Return a page of the dossiers the actor may read."""
    return lists.page(query, readership(actor))
