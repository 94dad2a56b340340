"""Report periods and their cut-offs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kernel.clock import VIETNAM
from kernel.period import Period, PeriodError


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-Q1", "2025-12-15", "2026-03-14"),
        ("2026-Q2", "2026-03-15", "2026-06-14"),
        ("2026-Q3", "2026-06-15", "2026-09-14"),
        ("2026-Q4", "2026-09-15", "2026-12-14"),
        ("2026-H1", "2025-12-15", "2026-06-14"),
        ("2026-9M", "2025-12-15", "2026-09-14"),
        ("2026-Y", "2025-12-15", "2026-12-14"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-01-05..2026-02-10", "2026-01-05", "2026-02-10"),
        ("2026-01-05..2026-01-05", "2026-01-05", "2026-01-05"),
    ],
)
def test_a_period_has_its_legal_first_and_last_day(name: str, first: str, last: str) -> None:
    """Statutory periods run from the 15th to the 14th, months and stretches as written."""
    period = Period.parse(name)

    assert (period.first_day, period.last_day) == (
        date.fromisoformat(first),
        date.fromisoformat(last),
    )
    assert period.name == name


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("2026-Q2", "Quý II năm 2026", "second quarter of 2026"),
        ("2026-H1", "6 tháng đầu năm 2026", "first six months of 2026"),
        ("2026-9M", "9 tháng năm 2026", "nine months of 2026"),
        ("2026-Y", "Cả năm 2026", "the year 2026"),
        ("2026-03", "Tháng 3 năm 2026", "March 2026"),
        (
            "2026-01-05..2026-02-10",
            "05/01/2026 – 10/02/2026",
            "05/01/2026 – 10/02/2026",
        ),
    ],
)
def test_a_period_has_a_name_for_people(name: str, vi: str, en: str) -> None:
    """A report's head says which quarter, and not how programs ask for it."""
    words = Period.parse(name).words

    assert (words.vi, words.en) == (vi, en)


def test_a_period_is_half_open_in_vietnam_time() -> None:
    """The first midnight belongs to it, the midnight after the last day does not."""
    period = Period.parse("2026-Q1")

    assert period.start == datetime(2025, 12, 15, tzinfo=VIETNAM)
    assert period.end == datetime(2026, 3, 15, tzinfo=VIETNAM)
    assert period.contains(datetime(2025, 12, 14, 17, 0, tzinfo=UTC))
    assert not period.contains(datetime(2025, 12, 14, 16, 59, 59, tzinfo=UTC))
    assert not period.contains(period.end)


def test_the_quarters_make_up_the_year() -> None:
    """No instant of a year is in two quarters or in none."""
    quarters = [Period.parse(f"2026-Q{n}") for n in range(1, 5)]
    year = Period.parse("2026-Y")

    assert quarters[0].start == year.start
    assert [q.end for q in quarters[:-1]] == [q.start for q in quarters[1:]]
    assert quarters[-1].end == year.end
    assert Period.parse("2027-Q1").start == year.end


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2026",
        "2026-Q5",
        "2026-H2",
        "2026-13",
        "2026-00",
        "26-Q1",
        "1999-Q1",
        "2026-q1",
        "2026-02-10..2026-02-09",
        "2026-02-30..2026-03-01",
        "2026-01-01..",
        "9999-12-31..9999-12-31",
        "0001-01-01..2026-01-01",
        "2026-Q1\n",
    ],
)
def test_a_period_of_another_shape_is_refused(name: str) -> None:
    """Unknown forms, impossible days, days in the wrong order: no guess."""
    with pytest.raises(PeriodError):
        Period.parse(name)
