"""Form 06: the dossiers of a period by field."""

from __future__ import annotations

from datetime import date, datetime

from kernel.errors import ForbiddenError
from kernel.period import Period
from kernel.rights import Action, Actor, Relation, Role, allows, require
from kernel.standing import placed
from services.reporting.statutory.domain.cut import span_of
from services.reporting.statutory.domain.errors import AgencyUnknownError, ForeignReportError
from services.reporting.statutory.domain.figures import check_identities
from services.reporting.statutory.domain.report import (
    FieldReport,
    ReportAgency,
    Succession,
    View,
)
from services.reporting.statutory.ports import Agencies, Counts, Offices


def build_field_report(
    period: Period,
    wanted: str | None,
    view: View,
    succession: Succession = Succession.AS_IT_WAS,
    *,
    actor: Actor,
    today: date,
    as_of: datetime,
    offices: Offices,
    agencies: Agencies,
    counts: Counts,
) -> FieldReport:
    """Return the report of an agency and all below it, or of the province (`wanted` None).

    A head or supervisor who names no agency gets the own one; who is in the register of officers
    must be in office `today`. Raises `ForbiddenError`, `AgencyUnknownError`,
    `PeriodNotBegunError`, and `FiguresInconsistentError` when the counting is broken.
    """
    reader = placed(actor, offices.office(actor.subject), today)
    agency = _agency_for(reader, wanted, agencies)
    span = span_of(period, as_of)
    rows, total = counts.by_field(span, view, agency.code if agency else None, succession)
    check_identities(rows, total)
    return FieldReport(
        period=period,
        agency=agency,
        view=view,
        succession=succession,
        as_of=span.cut,
        rows=tuple(rows),
        total=total,
    )


def _agency_for(actor: Actor, wanted: str | None, agencies: Agencies) -> ReportAgency | None:
    require(actor, Action.READ_REPORT, Relation.OVERSEEING)
    # A supervisor of no agency watches the province, as in the registers.
    everywhere = actor.has(Role.ADMIN) or (actor.has(Role.SUPERVISOR) and actor.agency is None)
    reach = () if everywhere else _reach(actor)
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
