"""The report of notices as it is handed out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.period import Period
from services.reporting.notices.domain.figures import By, Line
from services.reporting.statutory.domain.report import ReportAgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of whom a report tells: an agency and all below it, or the province (`agency` None).

    `names` are those of all agencies in it, by code.
    """

    agency: ReportAgency | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReport:
    """The lines of a period, consistent or never made.

    `as_of` is the instant up to which it counts, and `settled` tells whether no figure of the
    period will change any more.
    """

    period: Period
    scope: Scope
    as_of: datetime
    settled: bool
    lines: tuple[Line, ...]
    total: Line

    def of(self, by: By) -> tuple[Line, ...]:
        """Return the lines by agency, by milestone or by channel."""
        return tuple(line for line in self.lines if line.by is by)
