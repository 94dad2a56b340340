"""Whose figures a leader may see today."""

from __future__ import annotations

from datetime import date

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, Role, allows, require
from kernel.standing import placed
from services.reporting.statutory.domain.errors import AgencyUnknownError, ForeignReportError
from services.reporting.statutory.domain.report import ReportAgency
from services.reporting.statutory.ports import Agencies, Offices


def choose_agency(
    actor: Actor, wanted: str | None, *, today: date, offices: Offices, agencies: Agencies
) -> ReportAgency | None:
    """Return the agency a report is about, None for the province.

    A head or supervisor who names no agency gets the own one; who is in the register of officers
    must be in office `today`. Raises `ForbiddenError`, `ForeignReportError` and
    `AgencyUnknownError`.
    """
    reader = placed(actor, offices.office(actor.subject), today)
    require(reader, Action.READ_REPORT, Relation.OVERSEEING)
    # A supervisor of no agency watches the province, as in the registers.
    everywhere = reader.has(Role.ADMIN) or (reader.has(Role.SUPERVISOR) and reader.agency is None)
    reach = () if everywhere else _reach(reader)
    if not everywhere and not reach:
        raise ForbiddenError
    code = wanted or next(iter(reach), None)
    if code is None:
        return None
    agency = agencies.get(code)
    if agency is None:
        raise AgencyUnknownError
    if not everywhere and not any(agencies.is_below(code, above) for above in reach):
        raise ForeignReportError
    return agency


def _reach(actor: Actor) -> tuple[str, ...]:
    """Return the agencies from where the actor looks down today."""
    return tuple(
        standing.agency
        for standing in actor.stands
        if allows(standing.roles, Action.READ_REPORT, Relation.OVERSEEING, standing.ground)
    )
