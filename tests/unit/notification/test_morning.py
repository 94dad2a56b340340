"""When the mail of the morning goes to who was told at some instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from services.notification.staff.domain.morning import next_morning

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
HALF_PAST_SEVEN = datetime(2026, 11, 30, 7, 30, tzinfo=VIETNAM)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (at(FRIDAY, 16), HALF_PAST_SEVEN),
        (at(FRIDAY, 7, 30), HALF_PAST_SEVEN),
        (at(FRIDAY, 7, 29), at(FRIDAY, 7, 30)),
        (at(SATURDAY, 7), HALF_PAST_SEVEN),
        (at(SATURDAY, 7).astimezone(UTC), HALF_PAST_SEVEN),
        (at(MONDAY, 9), HALF_PAST_SEVEN),
    ],
)
def test_it_goes_on_the_next_day_the_office_is_open(now: datetime, morning: datetime) -> None:
    """A morning that is over by the time it is heard has come: the mail is due."""
    assert next_morning(now, (FRIDAY, MONDAY)) == morning


def test_without_days_it_goes_on_the_next_morning() -> None:
    """What an older release says, or a calendar that has ended, keeps nothing back."""
    assert next_morning(at(SATURDAY, 7)) == at(SATURDAY, 7, 30)
    assert next_morning(at(FRIDAY, 7, 30)) == at(FRIDAY, 7, 30) + timedelta(days=1)
