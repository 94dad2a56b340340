"""2024 to 2026 on paper: each holiday, swap and rest day, worked with a wall calendar.

Off in 2024: 1 Jan; 8-14 Feb; 18 Apr; 29 Apr (swapped with Sat 4 May), 30 Apr, 1 May; 2-3 Sep.
Off in 2025: 1 Jan; 27-31 Jan; 7 Apr; 30 Apr, 1 May, 2 May (swapped with Sat 26 Apr); 1-2 Sep.
Off in 2026: 1 Jan, 2 Jan (swapped with Sat 10 Jan); 16-20 Feb; 27 Apr; 30 Apr, 1 May;
31 Aug (swapped with Sat 22 Aug), 1-2 Sep; 24 Nov.
"""

from __future__ import annotations

from datetime import date

import pytest

from kernel.working_time import Schedule, Term, deadline
from tests.unit.kernel.instants import at

BY_HAND = [
    # 2024
    ("2024-01-02T09:00", "1wd", "2024-01-03T17:30", "Tue: Wed"),
    ("2024-02-05T09:00", "5wd", "2024-02-19T17:30", "Mon: 6, 7, Tết, 15, 16, Mon 19"),
    ("2024-02-07T16:30", "2wh", "2024-02-15T08:30", "1 h before Tết, 1 h after"),
    ("2024-02-07T15:01", "0wd", "2024-02-15T17:30", "too late today, then Tết"),
    ("2024-02-07T09:00", "3d", "2024-02-15T17:30", "10 Feb is Tết"),
    ("2024-01-08T09:00", "1m", "2024-02-15T17:30", "8 Feb is Tết"),
    ("2024-04-17T09:00", "1wd", "2024-04-19T17:30", "Thu 18 is Giỗ Tổ"),
    ("2024-04-26T09:00", "1wd", "2024-05-02T17:30", "Mon to Wed off"),
    ("2024-04-26T09:00", "3wd", "2024-05-04T17:30", "2, 3 and the Saturday worked"),
    ("2024-04-26T09:00", "4wd", "2024-05-06T17:30", "then Monday"),
    ("2024-05-03T16:30", "2wh", "2024-05-04T08:30", "into the Saturday worked"),
    ("2024-05-04T10:00", "0wd", "2024-05-04T17:30", "that Saturday itself"),
    ("2024-05-04T10:00", "1wd", "2024-05-06T17:30", "from it, Monday"),
    ("2024-04-25T09:00", "4d", "2024-05-02T17:30", "Mon 29 is off, moved"),
    ("2024-05-02T09:00", "2d", "2024-05-04T17:30", "ends on the Saturday worked: not moved"),
    ("2024-08-30T09:00", "1wd", "2024-09-04T17:30", "Mon 2, Tue 3 off"),
    ("2024-01-31T09:00", "1m", "2024-02-29T17:30", "the leap year's last day"),
    ("2024-02-29T09:00", "12m", "2025-02-28T17:30", "no 29 February in 2025"),
    ("2024-12-30T09:00", "5wd", "2025-01-07T17:30", "31, 1 Jan off, 2, 3, 6, 7"),
    ("2024-12-31T17:00", "1wh", "2025-01-02T08:00", "half an hour each side of 1 January"),
    # 2025
    ("2025-01-24T09:00", "3wd", "2025-02-05T17:30", "Tết, then 3, 4, 5"),
    ("2025-01-24T17:00", "8wh", "2025-02-03T17:00", "0.5 h; 4 h; 3.5 h from 13:30"),
    ("2025-01-20T09:00", "10d", "2025-02-03T17:30", "30 Jan is Tết"),
    ("2025-04-04T09:00", "1wd", "2025-04-08T17:30", "Mon 7 is Giỗ Tổ"),
    ("2025-04-25T09:00", "1wd", "2025-04-26T17:30", "the Saturday worked for 2 May"),
    ("2025-04-25T09:00", "3wd", "2025-04-29T17:30", "26, 28, 29"),
    ("2025-04-25T09:00", "4wd", "2025-05-05T17:30", "30, 1 and 2 off"),
    ("2025-04-29T16:30", "2wh", "2025-05-05T08:30", "1 h before five days off"),
    ("2025-04-29T15:00", "0wd", "2025-04-29T17:30", "in time"),
    ("2025-04-29T15:01", "0wd", "2025-05-05T17:30", "a minute late costs six days"),
    ("2025-04-26T08:00", "8wh", "2025-04-28T08:00", "3.5 h and 4 h on Saturday, 0.5 h Monday"),
    ("2025-03-31T09:00", "1m", "2025-05-05T17:30", "30 April, off, moved"),
    ("2025-08-29T09:00", "2wd", "2025-09-04T17:30", "1, 2 off; 3, 4"),
    ("2025-06-02T09:00", "60d", "2025-08-01T17:30", "28 days of June, 31 of July, 1"),
    ("2025-09-30T09:00", "20wd", "2025-10-28T17:30", "3 + 5 + 5 + 5 + 2"),
    ("2025-12-31T10:00", "1wd", "2026-01-05T17:30", "Thu 1, Fri 2 off"),
    ("2025-12-31T16:00", "4wh", "2026-01-05T10:00", "1.5 h, then 2.5 h on Monday"),
    # 2026
    ("2026-01-02T10:00", "1wd", "2026-01-05T17:30", "accepted on a day off, which is day 0"),
    ("2026-01-08T10:00", "2d", "2026-01-10T17:30", "ends on the Saturday worked"),
    ("2026-01-09T17:00", "1wh", "2026-01-10T08:00", "into the Saturday worked"),
    ("2026-01-09T15:30", "0wd", "2026-01-10T17:30", "the next working day is Saturday"),
    ("2026-01-10T09:00", "1wd", "2026-01-12T17:30", "from it, Monday"),
    ("2026-02-09T09:00", "10wd", "2026-03-02T17:30", "4 before Tết, 5, and Monday 2 March"),
    ("2026-02-13T09:00", "1d", "2026-02-23T17:30", "Saturday, Sunday, Tết, Saturday, Sunday"),
    ("2026-01-16T09:00", "1m", "2026-02-23T17:30", "16 Feb is Tết"),
    ("2026-04-24T09:00", "1wd", "2026-04-28T17:30", "Mon 27 is off for Sun 26"),
    ("2026-04-24T09:00", "3wd", "2026-05-04T17:30", "28, 29, then Mon 4 May"),
    ("2026-04-29T13:30", "8wh", "2026-05-04T11:30", "an afternoon and a morning"),
    ("2026-04-16T09:00", "10d", "2026-04-28T17:30", "Sun 26, Mon 27 off"),
    ("2026-08-21T09:00", "1wd", "2026-08-22T17:30", "the Saturday worked for 31 August"),
    ("2026-08-28T09:00", "1wd", "2026-09-03T17:30", "Mon 31, Tue 1, Wed 2 off"),
    ("2026-08-28T09:00", "3d", "2026-09-03T17:30", "Mon 31 is off, moved"),
    ("2026-08-21T16:30", "10wh", "2026-08-24T08:30", "1 h, 8 h on Saturday, 1 h on Monday"),
    ("2026-10-24T09:00", "1m", "2026-11-25T17:30", "24 November is off"),
    ("2026-11-20T16:30", "10wh", "2026-11-25T08:30", "1 h, 8 h on Monday, 1 h on Wednesday"),
    ("2026-11-23T15:01", "0wd", "2026-11-25T17:30", "Tue 24 is off"),
    ("2026-11-23T09:00", "1d", "2026-11-25T17:30", "Tue 24 is off, moved"),
    ("2026-12-01T09:00", "20wd", "2026-12-29T17:30", "3 + 5 + 5 + 5 + 2"),
    ("2025-12-31T09:00", "249wd", "2026-12-31T17:30", "all working days of 2026"),
    ("2025-12-31T09:00", "250wd", "2027-01-04T17:30", "and one more"),
]


@pytest.mark.parametrize(("start", "term", "due", "why"), BY_HAND)
def test_a_date_is_as_on_the_wall_calendar(
    schedule: Schedule, start: str, term: str, due: str, why: str
) -> None:
    """Each row gives its reasoning; a difference is an error of the clock or of the row."""
    assert deadline(at(start), Term.parse(term), schedule).due_at == at(due), why


WORKING_DAYS = {
    # weekdays of the month, less days off, plus Saturdays worked
    2024: (22, 16, 21, 19, 23, 20, 23, 22, 19, 23, 21, 22),
    2025: (17, 20, 21, 21, 20, 21, 23, 21, 20, 23, 20, 23),
    2026: (21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23),
}


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_each_month_has_the_working_days_counted_on_paper(schedule: Schedule, year: int) -> None:
    """From the last day of the month before to the last day of the month."""
    ends = [date(year, month, 1).toordinal() - 1 for month in range(1, 13)]
    ends.append(date(year, 12, 31).toordinal())
    days = [date.fromordinal(end) for end in ends]
    if year == schedule.calendar.first_year:  # the calendar begins with January
        days[0] = date(year, 1, 1)

    found = [schedule.working_days(days[i], days[i + 1]) for i in range(12)]

    assert tuple(found) == WORKING_DAYS[year]
