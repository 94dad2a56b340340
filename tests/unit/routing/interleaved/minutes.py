"""Office time written down minute by minute: slow to make, and with nothing to be clever about.

The rules measure clocks by this and not by `kernel.working_time`, which is under test with them.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta

from kernel.clock import VIETNAM

_FIRST, _LAST = date(2026, 11, 2), date(2027, 6, 30)
_EPOCH = datetime(2026, 11, 2, tzinfo=VIETNAM)
_WINDOWS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))
_MINUTE = timedelta(minutes=1)


class OfficeMinutes:
    """The minutes in which offices are open, Monday to Friday but for the days off."""

    def __init__(self, off: frozenset[date]) -> None:
        self._open: list[int] = []
        for offset in range((_LAST - _FIRST).days):
            day = _FIRST + timedelta(days=offset)
            if day.weekday() < 5 and day not in off:
                for opens, closes in _WINDOWS:
                    self._open.extend(range(_minute(day, opens), _minute(day, closes)))

    def between(self, start: datetime, end: datetime) -> int:
        """Return how many minutes of office time lie between."""
        return max(0, bisect_left(self._open, _at(end)) - bisect_left(self._open, _at(start)))

    def end_of(self, start: datetime, minutes: int) -> datetime:
        """Return when the last of so many minutes (at least one) of office time is over."""
        last = self._open[bisect_left(self._open, _at(start)) + minutes - 1]
        return _EPOCH + (last + 1) * _MINUTE


def _at(instant: datetime) -> int:
    return -((_EPOCH - instant) // _MINUTE)


def _minute(day: date, clock: time) -> int:
    return _at(datetime.combine(day, clock, VIETNAM))
