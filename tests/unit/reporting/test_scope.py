"""Who may see which figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from kernel.errors import ForbiddenError
from kernel.period import Period
from kernel.rights import Actor, Role
from kernel.standing import Office
from kernel.standing import Span as Days
from services.reporting.statutory.domain.cut import Span
from services.reporting.statutory.domain.errors import AgencyUnknownError, ForeignReportError
from services.reporting.statutory.domain.figures import NOTHING, FieldRow, Figures
from services.reporting.statutory.domain.report import (
    ProcedureFigures,
    ReportAgency,
    Succession,
    View,
)
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
        self,
        span: Span,
        view: View,
        agency: str | None,
        succession: Succession = Succession.AS_IT_WAS,
    ) -> tuple[Sequence[FieldRow], Figures]:
        assert span.start < span.cut
        assert view in View
        assert succession in Succession
        self.agency = agency
        return [], NOTHING

    def of_procedure(self, code: str, since: datetime, as_of: datetime) -> ProcedureFigures | None:
        raise NotImplementedError(code, since, as_of)


class InMemoryOffices:
    """A register of one officer, or of nobody."""

    def __init__(self, office: Office | None) -> None:
        self._office = office

    def office(self, account: str) -> Office | None:
        return self._office if account == "x" else None


TODAY = date(2026, 7, 1)
DAY = timedelta(days=1)


def counted_for(
    role: Role, own: str | None, wanted: str | None, office: Office | None = None
) -> str | None:
    counts = InMemoryCounts()
    build_field_report(
        Period.parse("2026-Q1"),
        wanted,
        View.RECEIVING,
        actor=Actor(subject="x", roles=frozenset({role}), agency=own),
        today=TODAY,
        as_of=datetime(2026, 7, 1, tzinfo=VIETNAM),
        offices=InMemoryOffices(office),
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
        (Role.HEAD, None, "H56", ForbiddenError),
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


def office(role: Role, agency: str, last: date | None = None) -> Office:
    span = Days(first=TODAY - 30 * DAY, last=last)
    return Office(agency=agency, roles=frozenset({role}), span=span)


@pytest.mark.parametrize("last", [None, TODAY])
def test_who_is_in_office_today_reads_as_the_token_says(last: date | None) -> None:
    """The last day of an office belongs to it."""
    assert counted_for(Role.HEAD, "H56.12", None, office(Role.HEAD, "H56.12", last)) == "H56.12"


@pytest.mark.parametrize(
    ("role", "own", "held"),
    [
        (Role.HEAD, "H56.12", office(Role.HEAD, "H56.12", TODAY - DAY)),
        (Role.HEAD, "H56.12", office(Role.HEAD, "H56.14797")),
        (Role.HEAD, "H56.12", office(Role.OFFICER, "H56.12")),
        (Role.SUPERVISOR, "H56", office(Role.SUPERVISOR, "H56", TODAY - DAY)),
        (Role.SUPERVISOR, None, office(Role.SUPERVISOR, "H56", TODAY - DAY)),
    ],
    ids=["ended", "moved", "head no more", "supervisor ended", "supervisor without agency ended"],
)
@pytest.mark.parametrize("wanted", [None, "H56.12"])
def test_a_good_token_of_somebody_out_of_office_shows_no_figures(
    role: Role, own: str | None, held: Office, wanted: str | None
) -> None:
    """The register of officers withdraws what the token still says."""
    with pytest.raises(ForbiddenError):
        counted_for(role, own, wanted, held)
