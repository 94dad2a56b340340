"""What the properties of the clock are drawn from, and how many examples each takes."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kernel.calendar import Calendar, CalendarDay, DayKind
from kernel.clock import VIETNAM
from kernel.office_hours import office_hours_from_document, windows_from_document
from kernel.working_time import (
    Interruption,
    InterruptionKind,
    Schedule,
    Term,
    TermUnit,
    deadline,
)

# MOTCUA_PROPERTY_EXAMPLES=2500 takes more than 100,000 in all; the default keeps the level short.
EXAMPLES = int(os.environ.get("MOTCUA_PROPERTY_EXAMPLES", "25"))
ALWAYS = settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

FIRST, LAST = datetime(2024, 1, 1), datetime(2026, 6, 30)  # noqa: DTZ001 - made aware below
instants = st.datetimes(FIRST, LAST, timezones=st.just(VIETNAM))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
working_day_terms = st.integers(1, 120).map(lambda n: Term(amount=n, unit=TermUnit.WORKING_DAYS))
calendar_day_terms = st.integers(1, 120).map(lambda n: Term(amount=n, unit=TermUnit.CALENDAR_DAYS))
month_terms = st.integers(1, 12).map(lambda n: Term(amount=n, unit=TermUnit.MONTHS))
hour_terms = st.integers(1, 200).map(lambda n: Term(amount=n, unit=TermUnit.WORKING_HOURS))
terms = st.one_of(
    working_day_terms, calendar_day_terms, month_terms, hour_terms, st.just(Term.parse("0wd"))
)


def due(start: datetime, term: Term, office: Schedule, *events: Interruption) -> datetime:
    return deadline(start, term, office, interruptions=events).due_at


def pause(stopped: datetime, resumed: datetime) -> tuple[Interruption, Interruption]:
    return (
        Interruption(kind=InterruptionKind.STOP, at=stopped),
        Interruption(kind=InterruptionKind.RESUME, at=resumed),
    )


def since(start: datetime, until: datetime | None = None) -> st.SearchStrategy[datetime]:
    """Draw an instant from `start` to `until`, or to the last day of `instants`."""
    last = LAST if until is None else until.replace(tzinfo=None)
    first = start.replace(tzinfo=None)
    return st.datetimes(first, max(first, last), timezones=st.just(VIETNAM))


_ALL_DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
# At least an hour a week day, so that the longest term of hours ends inside the calendar.
_WEEKLY = [
    ["07:30-11:30"],
    ["13:30-17:30"],
    ["09:00-10:00"],
    ["00:00-23:59"],
    ["07:00-08:00", "10:00-12:00", "20:00-21:30"],
]
_HOURS = st.sampled_from(_WEEKLY)
_HOURS_OF_A_DAY = st.sampled_from([*_WEEKLY, ["09:00-09:01"]])


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw any calendar of days off, swapped days and half days, and any office hours."""
    days: dict[date, CalendarDay] = {}
    for day in draw(st.lists(_ALL_DAYS, max_size=25, unique=True)):
        confirmed = draw(st.booleans())
        off = draw(st.booleans())
        hours = None if off else windows_from_document(draw(_HOURS_OF_A_DAY), "")
        days[day] = CalendarDay(
            day=day,
            kind=DayKind.OFF if off else DayKind.WORK,
            note="x",
            confirmed=confirmed,
            hours=hours,
        )
    calendar = Calendar(id="any", version=1, days=days, first_year=2024, last_year=2035)
    week = {name: draw(_HOURS) for name in ("mon", "tue", "wed", "thu", "fri")}
    if draw(st.booleans()):
        week["sat"] = draw(_HOURS)
    return Schedule(calendar, office_hours_from_document({"id": "any", "weekly": week}))
