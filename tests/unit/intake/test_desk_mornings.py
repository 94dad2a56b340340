"""When a desk is looked at in the morning, on which days, and whose desk it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kernel.calendar import Calendar
from kernel.clock import VIETNAM
from kernel.office_hours import STANDARD_HOURS
from kernel.rights import Ground, Role
from kernel.standing import Office, Placement, Span
from kernel.working_time import Schedule
from services.intake.desk.domain.morning import MorningKind, has_desk, is_open_on
from services.intake.registry.domain.morning import next_look

COMMUNE, ELSEWHERE = "H56.14797", "H56.STP"
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
ALWAYS = Span(first=date(2026, 1, 1))
SCHEDULE = Schedule(
    Calendar(id="vn", version=1, days={}, first_year=2026, last_year=2026), STANDARD_HOURS
)


@pytest.mark.parametrize(
    ("now", "look"),
    [("27T06:59", "27T07:00"), ("27T07:00", "28T07:00"), ("27T16:00", "28T07:00")],
)
def test_it_is_looked_at_each_morning(now: str, look: str) -> None:
    """Whether the office opens that day is asked then, by the calendar of then."""
    found = next_look(datetime.fromisoformat(f"2026-11-{now}").replace(tzinfo=VIETNAM))

    assert found.isoformat() == f"2026-11-{look}:00+07:00"


def test_the_office_opens_on_days_of_the_calendar() -> None:
    """Past the end of the calendar somebody is told rather than nobody."""
    assert is_open_on(FRIDAY, SCHEDULE)
    assert not is_open_on(SATURDAY, SCHEDULE)
    assert is_open_on(date(2027, 1, 2), SCHEDULE)
    assert is_open_on(date(2026, 12, 31), SCHEDULE)


@pytest.mark.parametrize(
    ("office", "here"),
    [
        (Office(agency=COMMUNE, roles=frozenset({Role.OFFICER}), span=ALWAYS), True),
        (Office(agency=COMMUNE, roles=frozenset({Role.HEAD}), span=ALWAYS), True),
        (Office(agency=ELSEWHERE, roles=frozenset({Role.OFFICER}), span=ALWAYS), False),
        (
            Office(
                agency=COMMUNE,
                roles=frozenset({Role.OFFICER}),
                span=Span(first=date(2026, 1, 1), last=date(2026, 11, 26)),
            ),
            False,
        ),
        (
            Office(
                agency=ELSEWHERE,
                roles=frozenset({Role.OFFICER}),
                span=ALWAYS,
                placements=(
                    Placement(
                        agency=COMMUNE,
                        roles=frozenset({Role.OFFICER}),
                        ground=Ground.SECONDED,
                        span=ALWAYS,
                    ),
                ),
            ),
            True,
        ),
    ],
    ids=["officer", "head", "elsewhere", "left", "seconded"],
)
def test_who_has_the_desk(office: Office, *, here: bool) -> None:
    """Whoever may read its queue or its alerts that day, by the table of rights."""
    told = {
        kind: has_desk("somebody-1", office, COMMUNE, FRIDAY, kind)
        for kind in MorningKind
        if kind is not MorningKind.ANSWER_LATE
    }

    assert told == dict.fromkeys(told, here)


@pytest.mark.parametrize(
    ("roles", "agency", "told"),
    [
        ({Role.HEAD}, COMMUNE, True),
        ({Role.OFFICER, Role.HEAD}, COMMUNE, True),
        ({Role.OFFICER}, COMMUNE, False),
        ({Role.HEAD}, ELSEWHERE, False),
    ],
)
def test_late_answers_are_told_to_the_head(roles: set[Role], agency: str, *, told: bool) -> None:
    """As the alert is: of the agency they head."""
    office = Office(agency=agency, roles=frozenset(roles), span=ALWAYS)

    assert has_desk("somebody-1", office, COMMUNE, FRIDAY, MorningKind.ANSWER_LATE) is told
