"""Form 06: the dossiers of a period by field."""

from __future__ import annotations

from datetime import datetime

from kernel.errors import ForbiddenError
from kernel.period import Period
from kernel.rights import Action, Actor, Relation, Role, require
from services.reporting.statutory.domain.cut import span_of
from services.reporting.statutory.domain.errors import AgencyUnknownError, ForeignReportError
from services.reporting.statutory.domain.figures import check_identities
from services.reporting.statutory.domain.report import FieldReport, ReportAgency, View
from services.reporting.statutory.ports import Agencies, Counts


def build_field_report(
    period: Period,
    wanted: str | None,
    view: View,
    *,
    actor: Actor,
    as_of: datetime,
    agencies: Agencies,
    counts: Counts,
) -> FieldReport:
    """Return the report of an agency and all below it, or of the province (`wanted` None).

    A head or supervisor who names no agency gets the own one. Raises `ForbiddenError`,
    `AgencyUnknownError`, `PeriodNotBegunError`, and `FiguresInconsistentError` when the counting
    is broken.
    """
    agency = _agency_for(actor, wanted, agencies)
    span = span_of(period, as_of)
    rows, total = counts.by_field(span, view, agency.code if agency else None)
    check_identities(rows, total)
    return FieldReport(
        period=period, agency=agency, view=view, as_of=span.cut, rows=tuple(rows), total=total
    )


def _agency_for(actor: Actor, wanted: str | None, agencies: Agencies) -> ReportAgency | None:
    require(actor, Action.READ_REPORT, Relation.OVERSEEING)
    # A supervisor of no agency watches the province: figures name nobody.
    oversees_all = actor.has(Role.ADMIN) or (actor.has(Role.SUPERVISOR) and actor.agency is None)
    code = wanted if oversees_all else wanted or actor.agency
    if code is None:
        if oversees_all:
            return None
        raise ForbiddenError
    agency = agencies.get(code)
    if agency is None:
        raise AgencyUnknownError
    if not oversees_all and not (actor.agency and agencies.is_below(code, actor.agency)):
        raise ForeignReportError
    return agency
