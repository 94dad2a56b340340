"""A calendar and office hours put together: which minutes are open, which days count.

Everything is computed on the wall clock of Vietnam, which has kept +07:00 without summer time
since 1976, whatever the zone of the machine or of the instant given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone

from kernel.calendar import Calendar, CalendarDay, CalendarYearMissingError
from kernel.calendar_day import fault
from kernel.clock import VIETNAM
from kernel.errors import InvalidInputError
from kernel.office_hours import OfficeHours, Window
from kernel.text import Text

MINUTE = 60_000_000  # microseconds, the grain of all sums here
_HOUR = 60 * MINUTE

_Windows = tuple[tuple[int, int], ...]


class InstantError(InvalidInputError):
    """An instant that is not one: without offset, in summer time or in a change of it."""

    slug = "invalid-instant"
    title = Text(
        vi="Thời điểm phải có độ lệch giờ cố định, ví dụ 2026-02-13T16:45+07:00.",
        en="An instant needs a fixed offset, such as 2026-02-13T16:45+07:00.",
    )


def in_vietnam(instant: datetime) -> datetime:
    """Return `instant` on the clock of Vietnam.

    Raises `InstantError` for a naive one, for one in summer time (its wall time plus or minus a
    day is not a day away) and for a wall time that its own zone has twice or never.
    """
    zone = instant.tzinfo
    if zone is VIETNAM:
        return instant
    if zone is None or instant.utcoffset() is None:
        raise InstantError
    if not isinstance(zone, timezone) and (
        instant.dst() or instant.replace(fold=0).utcoffset() != instant.replace(fold=1).utcoffset()
    ):
        raise InstantError
    try:
        return instant.astimezone(VIETNAM)
    except OverflowError:
        raise InstantError from None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The open minutes and counted days of one agency over the years of its calendar.

    Building one walks the calendar once (milliseconds a decade) and is meant to be kept; every
    question after that is a search by halves. A date outside the years raises
    `CalendarYearMissingError`, an instant without offset `InstantError`.
    """

    calendar: Calendar
    office_hours: OfficeHours
    _working: list[int] = field(init=False, repr=False, compare=False)
    _open: list[int] = field(init=False, repr=False, compare=False)
    _windows: list[_Windows] = field(init=False, repr=False, compare=False)
    _before: list[int] = field(init=False, repr=False, compare=False)
    _rows: tuple[CalendarDay, ...] = field(init=False, repr=False, compare=False)
    _row_days: list[int] = field(init=False, repr=False, compare=False)
    _unconfirmed: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay out the working days, open days and running sums of open time.

        Raises `CalendarDocumentError` for a calendar whose base is missing.
        """
        if not self.calendar.is_whole:
            raise fault(
                "/over",
                f"lịch {self.calendar.id} thiếu lịch {self.calendar.over} bên dưới",
                f"{self.calendar.id} lacks the calendar {self.calendar.over} below it",
            )
        working: list[int] = []
        opened: list[int] = []
        windows: list[_Windows] = []
        before = [0]
        week = [_microseconds(self.office_hours.windows(weekday)) for weekday in range(7)]
        first, last = self._bounds()
        for ordinal in range(first, last + 1):
            day = date.fromordinal(ordinal)
            row = self.calendar.days.get(day)
            if self.calendar.is_working(day):
                working.append(ordinal)
            elif row is not None:
                continue
            kept = week[day.weekday()] if row is None else _windows_of_row(row, week)
            if kept:
                opened.append(ordinal)
                windows.append(kept)
                before.append(before[-1] + sum(closes - opens for opens, closes in kept))
        rows = tuple(self.calendar.days.values())
        for name, value in (
            ("_working", working),
            ("_open", opened),
            ("_windows", windows),
            ("_before", before),
            ("_rows", rows),
            ("_row_days", [row.day.toordinal() for row in rows]),
            ("_unconfirmed", [row.day.toordinal() for row in rows if not row.confirmed]),
        ):
            object.__setattr__(self, name, value)

    def is_working(self, day: date) -> bool:
        """Tell whether `day` counts for terms in working days."""
        return self.calendar.is_working(day)

    def is_open(self, instant: datetime) -> bool:
        """Tell whether the office is open at `instant`, both ends of a window included."""
        local = in_vietnam(instant)
        now = _since_midnight(local)
        return any(opens <= now <= closes for opens, closes in self._windows_of(local.date()))

    def next_opening(self, instant: datetime) -> datetime:
        """Return `instant` while the office is open, else the next opening, in Vietnam time."""
        local = in_vietnam(instant)
        now = _since_midnight(local)
        for opens, closes in self._windows_of(local.date()):
            if now <= closes:
                return local if now >= opens else _at(local.toordinal(), opens)
        index = bisect_right(self._open, local.toordinal())
        if index == len(self._open):
            raise self._ended()
        return _at(self._open[index], self._windows[index][0][0])

    def last_open(self, instant: datetime) -> datetime:
        """Return `instant` while the office is open, else the closing before it."""
        local = in_vietnam(instant)
        now = _since_midnight(local)
        for opens, closes in reversed(self._windows_of(local.date())):
            if now >= opens:
                return local if now <= closes else _at(local.toordinal(), closes)
        index = bisect_left(self._open, local.toordinal()) - 1
        if index < 0:
            raise CalendarYearMissingError(self.calendar.first_year - 1, self.calendar.id)
        return _at(self._open[index], self._windows[index][-1][1])

    def opening_of_working_day(self, after: date) -> datetime:
        """Return the first opening of the first working day after `after` (not it)."""
        end = self.end_of_working_day(after, 1)
        return _at(end.toordinal(), self._windows_of(end.date())[0][0])

    def closing(self, day: date) -> datetime | None:
        """Return the last closing minute of `day`, None when the office stays closed."""
        windows = self._windows_of(day)
        return _at(day.toordinal(), windows[-1][1]) if windows else None

    def end_of_working_day(self, after: date, count: int) -> datetime:
        """Return the last closing minute of the `count`-th working day after `after` (not it)."""
        self.require(after)
        index = bisect_right(self._working, after.toordinal()) + count - 1
        return self._end_of(index)

    def end_on_or_after(self, day: date) -> datetime:
        """Return the last closing minute of `day`, or of the next working day when it is none."""
        self.require(day)
        return self._end_of(bisect_left(self._working, day.toordinal()))

    def working_days(self, after: date, until: date) -> int:
        """Count the working days after `after` up to and with `until`; 0 when none."""
        self.require(after)
        self.require(until)
        first = bisect_right(self._working, after.toordinal())
        return max(0, bisect_right(self._working, until.toordinal()) - first)

    def special_days(self, first: date, last: date) -> tuple[CalendarDay, ...]:
        """Return the calendar's rows from `first` to `last`, both included."""
        low = bisect_left(self._row_days, first.toordinal())
        return self._rows[low : bisect_right(self._row_days, last.toordinal(), lo=low)]

    def is_provisional(self, first: date, last: date) -> bool:
        """Tell whether a day from `first` to `last`, both included, is not confirmed yet."""
        index = bisect_left(self._unconfirmed, first.toordinal())
        return index < len(self._unconfirmed) and self._unconfirmed[index] <= last.toordinal()

    def open_time_until(self, instant: datetime) -> int:
        """Return the open time from the calendar's first day to `instant`, in microseconds."""
        local = in_vietnam(instant)
        self.require(local.date())
        ordinal = local.toordinal()
        index = bisect_left(self._open, ordinal)
        total = self._before[index]
        if index < len(self._open) and self._open[index] == ordinal:
            now = _since_midnight(local)
            total += sum(
                min(now, closes) - opens for opens, closes in self._windows[index] if now > opens
            )
        return total

    def instant_of_open_time(self, total: int) -> datetime:
        """Return the first instant by which `total` microseconds of open time have passed."""
        index = max(0, bisect_left(self._before, total) - 1)
        if index == len(self._open):
            raise self._ended()
        left, windows, place = total - self._before[index], self._windows[index], 0
        while left > (length := windows[place][1] - windows[place][0]):
            left, place = left - length, place + 1
        return _at(self._open[index], windows[place][0] + left)

    def _end_of(self, index: int) -> datetime:
        if index >= len(self._working):
            raise self._ended()
        ordinal = self._working[index]
        # Every working day is an open day; without Saturday desks both lists are the same.
        place = (
            index if len(self._open) == len(self._working) else bisect_left(self._open, ordinal)
        )
        return _at(ordinal, self._windows[place][-1][1])

    def _windows_of(self, day: date) -> _Windows:
        self.require(day)
        index = bisect_left(self._open, day.toordinal())
        if index < len(self._open) and self._open[index] == day.toordinal():
            return self._windows[index]
        return ()

    def require(self, day: date) -> None:
        """Raise `CalendarYearMissingError` unless the calendar reaches `day`."""
        if not self.calendar.covers(day):
            raise CalendarYearMissingError(day.year, self.calendar.id)

    def _ended(self) -> CalendarYearMissingError:
        return CalendarYearMissingError(self.calendar.last_year + 1, self.calendar.id)

    def _bounds(self) -> tuple[int, int]:
        first = date(self.calendar.first_year, 1, 1).toordinal()
        return first, date(self.calendar.last_year, 12, 31).toordinal()


def add_working_minutes(start: datetime, minutes: int, schedule: Schedule) -> datetime:
    """Return the instant `minutes` of open time after `start`, the end of a window included.

    With 0 minutes: `start`, or the next opening when the office is closed. Raises
    `ValueError` for negative minutes.
    """
    if minutes < 0:
        raise ValueError(minutes)
    if minutes == 0:
        return schedule.next_opening(start)
    return schedule.instant_of_open_time(schedule.open_time_until(start) + minutes * MINUTE)


def subtract_working_minutes(end: datetime, minutes: int, schedule: Schedule) -> datetime:
    """Return the first instant from which `minutes` of open time pass until `end`.

    From there on the office stays closed, or its open time runs: with 0 minutes it is `end`, or
    the closing before it. Raises `ValueError` for negative minutes, `CalendarYearMissingError`
    before the calendar's first day.
    """
    if minutes < 0:
        raise ValueError(minutes)
    total = schedule.open_time_until(end) - minutes * MINUTE
    if total < 0:
        raise CalendarYearMissingError(schedule.calendar.first_year - 1, schedule.calendar.id)
    return schedule.instant_of_open_time(total)


def working_minutes_between(start: datetime, end: datetime, schedule: Schedule) -> int:
    """Return the whole minutes of open time from `start` to `end`; negative when `end` is first.

    A part of a minute is dropped, towards zero.
    """
    passed = schedule.open_time_until(end) - schedule.open_time_until(start)
    return passed // MINUTE if passed >= 0 else -(-passed // MINUTE)


def _windows_of_row(row: CalendarDay, week: list[_Windows]) -> _Windows:
    if row.hours is not None:
        return _microseconds(row.hours)
    return week[row.weekday_for_hours]


def _microseconds(windows: tuple[Window, ...]) -> _Windows:
    return tuple((_since_midnight(w.opens), _since_midnight(w.closes)) for w in windows)


def _since_midnight(wall: time | datetime) -> int:
    return wall.hour * _HOUR + wall.minute * MINUTE + wall.second * 1_000_000 + wall.microsecond


def _at(ordinal: int, microseconds: int) -> datetime:
    day = date.fromordinal(ordinal)
    seconds, fraction = divmod(microseconds, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return datetime(day.year, day.month, day.day, hour, minute, second, fraction, VIETNAM)
