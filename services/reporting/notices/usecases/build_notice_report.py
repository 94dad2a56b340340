"""By which ways applicants were told, how soon, and what that cost."""

from __future__ import annotations

from datetime import datetime

from kernel.period import Period
from services.reporting.notices.domain.figures import check_lines
from services.reporting.notices.domain.report import NoticeReport, Scope
from services.reporting.notices.ports import Notices
from services.reporting.statutory.domain.cut import span_of


def build_notice_report(
    period: Period, scope: Scope, *, now: datetime, notices: Notices
) -> NoticeReport:
    """Return the report of the agencies in `scope`; no transaction is open meanwhile.

    A notice counts on the day its event was heard. Raises `PeriodNotBegunError`,
    `UnavailableError`, and `FiguresInconsistentError` when the counting is broken.
    """
    span = span_of(period, now)
    asked = None if scope.agency is None else scope.names.keys()
    counted = notices.count(period.first_day, span.last_day, asked)
    return NoticeReport(
        period=period,
        scope=scope,
        as_of=span.cut,
        settled=counted.settled_to is not None and period.last_day <= counted.settled_to,
        lines=tuple(counted.lines),
        total=check_lines(counted.lines),
    )
