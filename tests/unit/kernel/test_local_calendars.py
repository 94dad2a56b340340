"""Calendars of a province or an agency over the national one, and days with hours of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kernel.calendar import (
    Calendar,
    CalendarDay,
    CalendarDocumentError,
    CalendarYearMissingError,
    DayKind,
    Layer,
    Scope,
    calendar_from_document,
    laid_over,
    to_document,
)
from kernel.errors import InvalidInputError
from kernel.office_hours import STANDARD_HOURS
from kernel.working_time import Rule, Schedule, Term, add_working_minutes, deadline, received
from tests.unit.kernel.instants import at

STORM = {"date": "2026-09-25", "kind": "off", "note": "Bão số 9", "notice": "12/CĐ-UBND"}
HALF_DAY = {
    "date": "2026-09-28",
    "kind": "work",
    "note": "Khắc phục bão",
    "notice": "13/CĐ-UBND",
    "hours": ["07:30-11:30"],
}


def local(*days: object, **more: object) -> dict[str, Any]:
    years = {"from": 2026, "to": 2026}
    top = {"id": "h56", "version": 1, "scope": "province", "over": "vn", "years": years}
    return {**top, "days": list(days), **more}


@pytest.fixture(scope="session")
def province(calendar: Calendar) -> Calendar:
    """Close the province on a Friday of storm and half of the Monday after."""
    return laid_over(calendar, calendar_from_document(local(STORM, HALF_DAY)))


@pytest.fixture(scope="session")
def office(province: Calendar) -> Schedule:
    """Give an agency of the province in standard hours."""
    return Schedule(province, STANDARD_HOURS)


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ("2026-09-24T09:00", "1wd", "2026-09-28T11:30"),  # the storm is off; half of Monday
        ("2026-09-24T09:00", "2wd", "2026-09-29T17:30"),
        ("2026-09-24T16:30", "2wh", "2026-09-28T08:30"),
        ("2026-09-24T16:30", "6wh", "2026-09-29T08:30"),  # 1 h + 4 h of the half day + 1 h
        ("2026-09-20T09:00", "5d", "2026-09-28T11:30"),  # ends on the storm, moved
        ("2026-08-25T09:00", "1m", "2026-09-28T11:30"),
        ("2026-09-28T09:00", "0wd", "2026-09-28T11:30"),
        ("2026-09-28T12:00", "0wd", "2026-09-29T17:30"),  # before 15:00, but already closed
        ("2025-12-31T10:00", "2wd", "2026-01-06T17:30"),  # the nation's days still hold
    ],
)
def test_a_local_closure_moves_dates_there(
    office: Schedule, start: str, term: str, due: str
) -> None:
    """Off where the province says so, half a day open where it says so."""
    assert deadline(at(start), Term.parse(term), office).due_at == at(due)


def test_nothing_moves_elsewhere(schedule: Schedule) -> None:
    """An agency under the nation's calendar alone is open on that day."""
    found = deadline(at("2026-09-24T09:00"), Term.parse("1wd"), schedule)

    assert found.due_at == at("2026-09-25T17:30")


def test_a_filing_into_a_closure_is_received_when_the_office_opens(office: Schedule) -> None:
    """Online during the storm, or after the half day."""
    assert received(at("2026-09-25T09:00"), office, at_desk=False) == at("2026-09-28T07:30")
    assert received(at("2026-09-28T13:45"), office, at_desk=False) == at("2026-09-29T07:30")
    assert add_working_minutes(at("2026-09-28T11:00"), 60, office) == at("2026-09-29T08:00")


def test_the_notice_of_the_closure_is_the_ground(office: Schedule) -> None:
    """Closed and half days are named in both languages, each by its own notice."""
    off, half = deadline(at("2026-09-24T09:00"), Term.parse("1wd"), office).moves[1:3]

    assert (off.rule, off.ground) == (Rule.DAY_OFF, "12/CĐ-UBND")
    assert off.text.vi == "Không tính 25/09/2026: Bão số 9."
    assert (half.rule, half.ground) == (Rule.SHORTENED_DAY, "13/CĐ-UBND")
    assert half.text.vi == "28/09/2026 chỉ làm việc 07:30-11:30: Khắc phục bão."
    assert half.text.en == "28 September 2026 open 07:30-11:30 only: Khắc phục bão."


def test_the_narrowest_calendar_wins(province: Calendar) -> None:
    """An agency that works through the storm says so over its province, which is over vn."""
    open_anyway = {"date": "2026-09-25", "kind": "work", "note": "Trực bão", "notice": "1/QĐ"}
    desk = calendar_from_document(local(open_anyway, id="h56.pvhcc", scope="agency", over="h56"))
    whole = laid_over(province, desk)

    assert whole.is_working(date(2026, 9, 25))
    assert not whole.is_working(date(2026, 1, 2))
    assert whole.layers == (Layer(id="vn", version=1), Layer(id="h56", version=2))
    assert (whole.version, whole.scope, whole.over) == (3, Scope.AGENCY, "h56")
    assert (whole.first_year, whole.last_year) == (2024, 2027)


def test_the_version_rises_with_either_calendar(calendar: Calendar) -> None:
    """A new national notice makes a new version of every calendar over it."""
    mine = calendar_from_document(local(STORM, version=4))

    assert laid_over(calendar, mine).version == calendar.version + 4


def test_a_local_calendar_survives_its_document(province: Calendar) -> None:
    """Published whole, it is read whole; its own rows are read as they were written."""
    assert calendar_from_document(to_document(province)) == province
    assert province.is_whole
    alone = calendar_from_document(local(STORM, HALF_DAY))
    assert calendar_from_document(to_document(alone)) == alone


def test_no_date_is_computed_without_the_calendar_below() -> None:
    """A province's calendar alone would know no Tết."""
    with pytest.raises(CalendarDocumentError) as caught:
        Schedule(calendar_from_document(local(STORM)), STANDARD_HOURS)

    assert caught.value.pointer == "/over"


def test_a_calendar_lies_over_the_one_it_names(calendar: Calendar, province: Calendar) -> None:
    """Neither over another one, nor over one as narrow as itself, nor over half a calendar."""
    elsewhere = calendar_from_document(local(STORM, over="jp"))
    peer = calendar_from_document(local(STORM, id="h19", over="h56"))
    desk = calendar_from_document(local(STORM, id="d", scope="agency", over="h56"))
    alone = calendar_from_document(local(STORM))
    for base, over in ((calendar, elsewhere), (province, peer), (alone, desk)):
        with pytest.raises(CalendarDocumentError):
            laid_over(base, over)


def test_local_days_stay_inside_the_years_below(calendar: Calendar) -> None:
    """A closure in a year whose holidays nobody knows gives no date."""
    far = {"date": "2028-01-04", "kind": "off", "note": "x"}
    mine = calendar_from_document(local(far, years={"from": 2028, "to": 2028}))
    with pytest.raises(CalendarYearMissingError):
        laid_over(calendar, mine)


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (local(STORM, scope="town"), "/scope"),
        (local(STORM, scope="nation"), "/over"),
        (local(STORM, over=" "), "/over"),
        ({k: v for k, v in local(STORM).items() if k != "over"}, "/over"),
        (local({**HALF_DAY, "hours": []}), "/days/0/hours"),
        (local({**HALF_DAY, "kind": "off"}), "/days/0/hours"),
        (local({**HALF_DAY, "hours": ["11:30-07:30"]}), "/days/0/hours"),
        (local({**HALF_DAY, "hours": ["7:30-11:30"]}), "/days/0/hours/0"),
        (local({**HALF_DAY, "date": "2026-09-26"}), "/days/0/stands_for"),
        (local(STORM, layers=[{"id": "vn"}]), "/layers/0/version"),
        (local(STORM, layers=[{"id": "vn", "version": 0}]), "/layers/0/version"),
    ],
)
def test_a_wrong_local_calendar_is_refused_where_it_is_wrong(
    document: dict[str, Any], pointer: str
) -> None:
    """Scope, base and hours are checked like the rest."""
    with pytest.raises(InvalidInputError) as caught:
        calendar_from_document(document)

    assert caught.value.pointer == pointer


def test_a_worked_rest_day_needs_hours_from_somewhere() -> None:
    """However it is made: worked for a weekday, or with hours of its own."""
    with pytest.raises(ValueError, match="2026-09-26"):
        CalendarDay(day=date(2026, 9, 26), kind=DayKind.WORK, note="x")
