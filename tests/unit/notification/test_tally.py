"""When a day of notices is counted for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from services.notification.tally.domain.day import begin_of, settled_day
from services.notification.tally.domain.figures import Line
from services.notification.tally.usecases.count_notices import count_notices
from services.notification.tally.usecases.tally_day import tally_day

DAY = date(2026, 11, 23)


class InMemoryTally:
    """Notices by the instants at which they began."""

    def __init__(self, *begun: datetime, kept: Sequence[date] = ()) -> None:
        self._begun = begun
        self.kept = list(kept)

    def last_day(self) -> date | None:
        return max(self.kept, default=None)

    def begun_after(self, day: date | None) -> datetime | None:
        since = begin_of(day + timedelta(days=1) if day else date(2000, 1, 1))
        return min((one for one in self._begun if one >= since), default=None)

    def keep(self, day: date, now: datetime) -> bool:
        assert now.tzinfo is not None
        if day in self.kept:
            return False
        self.kept.append(day)
        return True

    def figures(self, first: date, last: date, agencies: Sequence[str] | None) -> Sequence[Line]:
        assert (first, last, agencies) == (DAY, DAY, ["H56"])
        return []


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "settled"),
    [
        (datetime(2026, 11, 30, 23, 59, tzinfo=VIETNAM), None),
        (datetime(2026, 12, 1, 0, 0, tzinfo=VIETNAM), DAY),
        (datetime(2026, 11, 30, 17, 0, tzinfo=VIETNAM), None),
    ],
)
def test_a_day_settles_a_week_after_its_end(now: datetime, settled: date | None) -> None:
    assert settled_day(at(23, 8), now) == settled


def test_the_day_is_that_of_vietnam() -> None:
    """Half past midnight there is still the day before in London."""
    begun = datetime.fromisoformat("2026-11-22T17:30:00+00:00")

    assert settled_day(begun, at(30, 23) + timedelta(days=9)) == DAY


def test_days_are_counted_one_after_the_other_and_empty_ones_passed_over() -> None:
    tally = InMemoryTally(at(3, 9), at(3, 10), at(9, 9), at(20, 9))
    now = at(24, 8)

    assert [tally_day(tally=tally, now=now) for _ in range(3)] == [
        date(2026, 11, 3),
        date(2026, 11, 9),
        None,
    ]


def test_a_day_that_somebody_else_counted_is_not_counted_again() -> None:
    class Overtaken(InMemoryTally):
        def keep(self, day: date, now: datetime) -> bool:
            self.kept.append(day)
            return super().keep(day, now)

    assert tally_day(tally=Overtaken(at(3, 9)), now=at(24, 8)) is None


def test_figures_say_up_to_which_day_they_stay() -> None:
    counted = count_notices(DAY, DAY, ["H56"], tally=InMemoryTally(kept=[DAY]))

    assert (counted.lines, counted.settled_to) == ([], DAY)
