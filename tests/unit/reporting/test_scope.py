"""Who may see which figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from kernel.clock import VIETNAM
from kernel.errors import ForbiddenError
from kernel.period import Period
from kernel.rights import Actor, Role
from services.reporting.statutory.domain.cut import Span
from services.reporting.statutory.domain.errors import AgencyUnknownError, ForeignReportError
from services.reporting.statutory.domain.figures import NOTHING, FieldRow, Figures
from services.reporting.statutory.domain.report import ProcedureFigures, ReportAgency, View
from services.reporting.statutory.usecases.build_field_report import build_field_report

PARENTS = {"H56": None, "H56.12": "H56", "H56.12.3": "H56.12", "H56.14797": "H56"}


class InMemoryAgencies:
    """A small tree."""

    def get(self, code: str) -> ReportAgency | None:
        return ReportAgency(code=code, name=code) if code in PARENTS else None

    def is_below(self, code: str, above: str) -> bool:
        at: str | None = code
        while at is not None and at != above:
            at = PARENTS.get(at)
        return at == above


class InMemoryCounts:
    """Nothing to count; remembers for whom."""

    def __init__(self) -> None:
        self.agency: str | None = "not asked"

    def by_field(
        self, span: Span, view: View, agency: str | None
    ) -> tuple[Sequence[FieldRow], Figures]:
        assert span.start < span.cut
        assert view in View
        self.agency = agency
        return [], NOTHING

    def of_procedure(self, code: str, since: datetime, as_of: datetime) -> ProcedureFigures | None:
        raise NotImplementedError(code, since, as_of)


def counted_for(role: Role, own: str | None, wanted: str | None) -> str | None:
    counts = InMemoryCounts()
    build_field_report(
        Period.parse("2026-Q1"),
        wanted,
        View.RECEIVING,
        actor=Actor(subject="x", roles=frozenset({role}), agency=own),
        as_of=datetime(2026, 7, 1, tzinfo=VIETNAM),
        agencies=InMemoryAgencies(),
        counts=counts,
    )
    return counts.agency


@pytest.mark.parametrize(
    ("role", "own", "wanted", "counted"),
    [
        (Role.HEAD, "H56.12", None, "H56.12"),
        (Role.HEAD, "H56.12", "H56.12.3", "H56.12.3"),
        (Role.SUPERVISOR, None, None, None),
        (Role.SUPERVISOR, None, "H56.14797", "H56.14797"),
        (Role.SUPERVISOR, "H56.12", None, "H56.12"),
        (Role.SUPERVISOR, "H56.12", "H56.12.3", "H56.12.3"),
        (Role.ADMIN, None, "H56", "H56"),
    ],
)
def test_leaders_see_what_they_answer_for(
    role: Role, own: str | None, wanted: str | None, counted: str | None
) -> None:
    """A head the own agency and those below, supervisors and administrators all."""
    assert counted_for(role, own, wanted) == counted


@pytest.mark.parametrize(
    ("role", "own", "wanted", "error"),
    [
        (Role.HEAD, "H56.12", "H56.14797", ForeignReportError),
        (Role.SUPERVISOR, "H56.12", "H56.14797", ForeignReportError),
        (Role.SUPERVISOR, "H56.12", "H56", ForeignReportError),
        (Role.HEAD, "H56.12.3", "H56.12", ForeignReportError),
        (Role.HEAD, None, None, ForbiddenError),
        (Role.HEAD, None, "H56", ForeignReportError),
        (Role.OFFICER, "H56.12", None, ForbiddenError),
        (Role.APPROVER, "H56.12", None, ForbiddenError),
        (Role.CITIZEN, None, None, ForbiddenError),
        (Role.SUPERVISOR, None, "H99", AgencyUnknownError),
    ],
)
def test_others_are_turned_away(
    role: Role, own: str | None, wanted: str | None, error: type[Exception]
) -> None:
    """Sideways, upwards, or without the role."""
    with pytest.raises(error):
        counted_for(role, own, wanted)
