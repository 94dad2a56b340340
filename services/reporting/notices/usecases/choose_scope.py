"""Of which agencies a leader may see what was told."""

from __future__ import annotations

from datetime import date

from kernel.rights import Actor
from services.reporting.notices.domain.report import Scope
from services.reporting.notices.ports import Tree
from services.reporting.statutory.ports import Agencies, Offices
from services.reporting.statutory.usecases.choose_agency import choose_agency


def choose_scope(
    actor: Actor,
    wanted: str | None,
    *,
    today: date,
    offices: Offices,
    agencies: Agencies,
    tree: Tree,
) -> Scope:
    """Return an agency with all below it, or the province; raises what `choose_agency` raises."""
    agency = choose_agency(actor, wanted, today=today, offices=offices, agencies=agencies)
    return Scope(agency=agency, names=tree.names(agency.code if agency else None))
