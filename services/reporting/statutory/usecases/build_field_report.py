"""Form 06: the dossiers of a period by field."""

from __future__ import annotations

from datetime import date, datetime

from kernel.period import Period
from kernel.rights import Actor
from services.reporting.statutory.domain.cut import span_of
from services.reporting.statutory.domain.figures import check_identities
from services.reporting.statutory.domain.report import (
    FieldReport,
    Succession,
    View,
)
from services.reporting.statutory.ports import Agencies, Counts, Offices
from services.reporting.statutory.usecases.choose_agency import choose_agency


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

    Raises what `choose_agency` raises, `PeriodNotBegunError`, and `FiguresInconsistentError` when
    the counting is broken.
    """
    agency = choose_agency(actor, wanted, today=today, offices=offices, agencies=agencies)
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
