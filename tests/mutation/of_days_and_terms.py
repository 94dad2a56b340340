"""How to break the rules of office hours, reception and terms."""

from __future__ import annotations

from tests.mutation.breakage import Breakage

_AGENCY = "test_deadline.py::test_an_agency_with_half_days_and_saturdays_has_its_own_dates"
_OPENING = "test_schedule.py::test_a_closed_office_opens_at_the_next_window"
_VECTORS = "test_vectors.py::test_a_vector_of_the_law_is_met_with_its_reasons"
_YEARS = "test_three_years_by_hand.py::test_a_date_is_as_on_the_wall_calendar"
_BY_HAND = "test_deadline.py::test_a_due_date_is_as_worked_by_hand"
_STORM = "test_local_calendars.py::test_a_local_closure_moves_dates_there"

OFFICE = (
    Breakage(
        "Office hours are 07:30-11:30 and 13:30-17:30",
        "kernel/office_hours.py",
        "Window(opens=time(7, 30)",
        "Window(opens=time(8, 0)",
        "test_office_hours.py::test_the_standard_week_is_monday_to_friday_in_two_halves",
    ),
    Breakage(
        "A window includes its end",
        "kernel/schedule.py",
        "            if now <= closes:",
        "            if now < closes:",
        _OPENING,
    ),
    Breakage(
        "Saturday is no working day, even where the desk is open",
        "kernel/calendar_day.py",
        "return day.weekday() < _SATURDAY",
        "return day.weekday() <= _SATURDAY",
        _AGENCY,
    ),
    Breakage(
        "A day off does not count",
        "kernel/calendar.py",
        "if row is None else row.kind is DayKind.WORK",
        "if row is None else row.kind is DayKind.WORK or is_plain_working_day(day)",
        _VECTORS,
    ),
    Breakage(
        "A swapped working day counts",
        "kernel/calendar.py",
        "if row is None else row.kind is DayKind.WORK",
        "if row is None else row.kind is DayKind.WORK and is_plain_working_day(day)",
        _VECTORS,
    ),
    Breakage(
        "A swapped working day keeps the hours of the weekday it stands for",
        "kernel/schedule.py",
        "return week[row.weekday_for_hours]",
        "return week[row.day.weekday()]",
        "test_schedule.py::test_an_agency_keeps_its_own_hours",
    ),
    Breakage(
        "A half day is open in its own hours",
        "kernel/schedule.py",
        "    if row.hours is not None:",
        "    if row.hours is not None and not row.hours:",
        _STORM,
    ),
    Breakage(
        "The days of province and agency win over the nation's",
        "kernel/calendar.py",
        "days={**base.days, **local.days}",
        "days={**local.days, **base.days}",
        "test_local_calendars.py::test_the_narrowest_calendar_wins",
    ),
    Breakage(
        "A local calendar alone gives no date",
        "kernel/schedule.py",
        "if not self.calendar.is_whole:",
        "if self.calendar.version < 0:",
        "test_local_calendars.py::test_no_date_is_computed_without_the_calendar_below",
    ),
)

RECEPTION = (
    Breakage(
        "Filed while closed, it is received at the next opening",
        "kernel/reception.py",
        "at, rule = schedule.next_opening(local), Rule.OFFICE_CLOSED",
        "at, rule = local, Rule.OFFICE_CLOSED",
        "test_reception.py::test_a_filing_is_received_when_the_office_is_open",
    ),
    Breakage(
        "At a desk it is received when it is handed in",
        "kernel/reception.py",
        "    if at_desk:",
        "    if at_desk and not at_desk:",
        "test_reception.py::test_a_filing_is_received_when_the_office_is_open",
    ),
    Breakage(
        "The last-office-hour rule moves the reception where a book names it",
        "kernel/rules.py",
        "    last_minutes_count_next=60,",
        "    last_minutes_count_next=0,",
        _VECTORS,
    ),
    Breakage(
        "The last-office-hour rule holds nowhere else",
        "kernel/rules.py",
        "last_minutes_count_next: int = 0",
        "last_minutes_count_next: int = 60",
        _VECTORS,
    ),
)

TERMS = (
    Breakage(
        "Day 1 is the working day after acceptance",
        "kernel/schedule.py",
        "index = bisect_right(self._working, after.toordinal()) + count - 1",
        "index = bisect_left(self._working, after.toordinal()) + count - 1",
        _VECTORS,
    ),
    Breakage(
        "Due at the last closing minute",
        "kernel/schedule.py",
        "return _at(ordinal, self._windows[place][-1][1])",
        "return _at(ordinal, self._windows[place][0][1])",
        _VECTORS,
    ),
    Breakage(
        "Calendar days: day of acceptance + n",
        "kernel/due.py",
        "return start + timedelta(days=left.amount)",
        "return start + timedelta(days=left.amount - 1)",
        _YEARS,
    ),
    Breakage(
        "An end on a rest day moves to the next working day",
        "kernel/schedule.py",
        "return self._end_of(bisect_left(self._working, day.toordinal()))",
        "return self._end_of(bisect_right(self._working, day.toordinal()) - 1)",
        _VECTORS,
    ),
    Breakage(
        "Months: the same day n later, or the month's last",
        "kernel/due.py",
        "min(start.day, monthrange(year, month)[1])",
        "min(start.day, 28)",
        _BY_HAND,
    ),
    Breakage(
        "Working hours count by the minute inside office hours",
        "kernel/schedule.py",
        "min(now, closes) - opens for opens, closes in self._windows[index] if now > opens",
        "closes - opens for opens, closes in self._windows[index] if now >= closes",
        _BY_HAND,
    ),
    Breakage(
        "Same day: until 15:00",
        "kernel/rules.py",
        "same_day_cutoff: time = time(15, 0)",
        "same_day_cutoff: time = time(16, 0)",
        _VECTORS,
    ),
    Breakage(
        "15:00:00 itself is still the same day",
        "kernel/due.py",
        "<= rules.same_day_cutoff",
        "< rules.same_day_cutoff",
        _VECTORS,
    ),
    Breakage(
        "A missing term or unit needs review",
        "kernel/term.py",
        "        if found is None:\n            raise TermError",
        "        if found is None:\n            return cls(amount=1, unit=TermUnit.WORKING_DAYS)",
        "test_term.py::test_an_unusable_term_needs_review_and_is_never_guessed",
    ),
    Breakage(
        "A negative term is refused",
        "kernel/term.py",
        "if not lowest <= self.amount <= 9999:",
        "if not self.amount <= 9999:",
        "test_term.py::test_a_negative_amount_is_refused_however_the_term_is_made",
    ),
)
