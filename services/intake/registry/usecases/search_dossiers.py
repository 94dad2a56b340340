"""Staff look for a dossier by the person: name, id number or phone."""

from __future__ import annotations

from dataclasses import replace

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor
from services.intake.registry.domain.readership import readership
from services.intake.registry.ports import DossierFiles, DossierQuery
from services.intake.registry.usecases.list_dossiers import DossierPage, page_of

_MOST_WORDS = 8


def search_dossiers(query: DossierQuery, *, actor: Actor, files: DossierFiles) -> DossierPage:
    """Return a page of the dossiers of the actor's agencies that fit; never a confidential one.

    Raises `ForbiddenError` for anybody but staff.
    """
    reader = readership(actor, Action.SEARCH_DOSSIERS)
    if not reader.keys and not reader.ordinary:
        raise ForbiddenError
    return page_of(replace(query, name=query.name[:_MOST_WORDS]), reader, files)
