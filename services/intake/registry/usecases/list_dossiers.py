"""Lists of dossiers: one's own, an agency's, a supervisor's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kernel.rights import Actor
from services.intake.catalogue.domain.redirection import follow, redirection
from services.intake.catalogue.domain.succession import Matter
from services.intake.registry.domain.listing import DossierPage, DossierQuery
from services.intake.registry.domain.readership import readership
from services.intake.registry.ports import DossierLists, Reference


def list_dossiers(
    query: DossierQuery, *, actor: Actor, on: date, lists: DossierLists, reference: Reference
) -> DossierPage:
    """Return a page of the dossiers the actor may read.

    Asked for an agency that ended, its successor's and what stayed under the old code. Raises
    `AgencySplitError` where there are several successors.
    """
    asked = query.agency
    named = None if asked is None else reference.ever(asked)
    if asked is None or named is None or not named.ended(on) or not named.successors:
        return lists.page(query, readership(actor))
    matter = Matter(procedure=query.procedure)
    agency = follow(asked, on=on, matter=matter, ever=reference.ever, pointer="/agency")
    query = replace(query, agency=agency.code, formerly=asked)
    page = lists.page(query, readership(actor))
    return replace(page, redirected=redirection(asked, agency))
