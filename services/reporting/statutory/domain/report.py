"""A report as it is handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique

from kernel.period import Period
from services.reporting.statutory.domain.figures import FieldRow, Figures


@unique
class View(StrEnum):
    """Under whom a dossier is counted: they differ where papers are taken for others."""

    RECEIVING = "receiving"  # under the agency whose desk received it
    COMPETENT = "competent"  # under the agency that decides it


@unique
class Succession(StrEnum):
    """Under which agency a dossier is counted whose own has ended."""

    AS_IT_WAS = "as-it-was"  # the one of its time: a closed period stays as it was
    PRESENT = "present"  # the one that answers for it today


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """Whose dossiers are counted: the code asked for (None: the own, or the province), and how."""

    agency: str | None
    view: View
    succession: Succession = Succession.AS_IT_WAS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAgency:
    """The agency a report is about."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReport:
    """Form 06: rows by field and their total, consistent or never made.

    `agency` None means the whole province; `as_of` is the instant it counts up to.
    """

    period: Period
    agency: ReportAgency | None
    view: View
    as_of: datetime
    rows: tuple[FieldRow, ...]
    total: Figures
    succession: Succession = Succession.AS_IT_WAS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFigures:
    """Open figures of a procedure in the year so far; ratings count 3, 2 and 1."""

    code: str
    name: str
    since: date
    as_of: datetime
    received: int
    received_online: int
    resolved: int
    resolved_online: int
    resolved_in_time: int
    very_satisfied: int
    satisfied: int
    not_satisfied: int

    @property
    def on_time_rate(self) -> float | None:
        """Return the share of resolved dossiers that were early or on time; None without any."""
        return self.resolved_in_time / self.resolved if self.resolved else None

    @property
    def ratings(self) -> int:
        """Return how many owners said how satisfied they are."""
        return self.very_satisfied + self.satisfied + self.not_satisfied

    @property
    def satisfaction(self) -> float | None:
        """Return the share of owners that are at least satisfied; None without a rating."""
        return (self.very_satisfied + self.satisfied) / self.ratings if self.ratings else None
