"""Staff look for a dossier by the person: name, id number or phone."""

from __future__ import annotations

from dataclasses import replace

from kernel.errors import ForbiddenError
from kernel.rights import Actor, Role
from services.intake.registry.ports import DossierFiles, DossierQuery
from services.intake.registry.usecases.list_dossiers import DossierPage, list_dossiers

_MOST_WORDS = 8
_STAFF = (Role.OFFICER, Role.APPROVER, Role.HEAD, Role.SUPERVISOR)


def search_dossiers(query: DossierQuery, *, actor: Actor, files: DossierFiles) -> DossierPage:
    """Return a page of the dossiers of the actor's agency that fit.

    Raises `ForbiddenError` for anybody but staff.
    """
    if actor.agency is None or not actor.has(*_STAFF):
        raise ForbiddenError
    # Somebody at work searches the agency's dossiers, not those they own themselves.
    at_work = replace(actor, roles=actor.roles & frozenset(_STAFF))
    return list_dossiers(replace(query, name=query.name[:_MOST_WORDS]), actor=at_work, files=files)
