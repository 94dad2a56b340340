"""Weekly office hours of an agency; they say when it is open, the calendar says which days count.

A document looks like this (weekdays left out are closed; Monday to Friday must each be open):

    id: saturday-desk
    weekly:
      mon: ["07:30-11:30", "13:30-17:30"]
      …
      sat: ["07:30-11:30"]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from types import MappingProxyType

from kernel import document as reading
from kernel.text import Text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKDAYS = range(5)
_WINDOW = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


class OfficeHoursError(reading.DocumentError):
    """Office hours that overlap, run backwards or leave a working day closed."""

    slug = "invalid-office-hours"
    title = Text(vi="Giờ làm việc không hợp lệ.", en="The office hours are not valid.")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Window:
    """One stretch of office hours on the wall clock of Vietnam; both ends belong to it."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """Windows per weekday (Monday 0), in order; Saturday and Sunday may be open too.

    An open Saturday takes filings and counts for terms in hours; it is no working day, so terms in
    days neither count it nor end on it.
    """

    id: str
    weekly: Mapping[int, tuple[Window, ...]]

    def __post_init__(self) -> None:
        """Freeze the week; raise `OfficeHoursError` where it cannot be kept."""
        object.__setattr__(self, "weekly", MappingProxyType(dict(sorted(self.weekly.items()))))
        _check_week(self.weekly)

    def __hash__(self) -> int:
        """Hash by id: what is asked for at every filing need not look at every window."""
        return hash(self.id)

    def windows(self, weekday: int) -> tuple[Window, ...]:
        """Return the windows of `weekday` (Monday 0), none where the office is closed."""
        return self.weekly.get(weekday, ())


def office_hours_from_document(document: object) -> OfficeHours:
    """Read office hours from their document (shape: the module's docstring).

    Raises an InvalidInputError with a JSON pointer.
    """
    top = reading.members(document, "", required=("id", "weekly"))
    week = reading.members(top["weekly"], "/weekly", required=WEEKDAYS[:5], optional=WEEKDAYS[5:])
    return OfficeHours(
        id=reading.text(top["id"], "/id"),
        weekly={
            WEEKDAYS.index(name): _windows(entries, f"/weekly/{name}")
            for name, entries in week.items()
        },
    )


def windows_from_document(value: object, pointer: str) -> tuple[Window, ...]:
    """Read the windows of one day (`["07:30-11:30"]`), in order and apart.

    Raises an InvalidInputError with a JSON pointer.
    """
    windows = _windows(value, pointer)
    _check_order(pointer, windows)
    return windows


def office_hours_to_document(hours: OfficeHours) -> dict[str, object]:
    """Return the document of `hours`, fit for JSON."""
    return {
        "id": hours.id,
        "weekly": {
            WEEKDAYS[weekday]: [str(window) for window in windows]
            for weekday, windows in hours.weekly.items()
        },
    }


def _windows(value: object, pointer: str) -> tuple[Window, ...]:
    return tuple(
        _window(entry, f"{pointer}/{number}")
        for number, entry in enumerate(reading.items(value, pointer))
    )


def _window(entry: object, pointer: str) -> Window:
    found = _WINDOW.fullmatch(reading.text(entry, pointer))
    if found is None:
        raise OfficeHoursError(
            Text(
                vi=f"{pointer}: phải có dạng HH:MM-HH:MM.", en=f"{pointer}: must be HH:MM-HH:MM."
            ),
            pointer=pointer,
        )
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    return Window(opens=time(opens_hour, opens_minute), closes=time(closes_hour, closes_minute))


def _check_week(weekly: Mapping[int, tuple[Window, ...]]) -> None:
    for weekday in _WORKDAYS:
        if not weekly.get(weekday):
            raise _fault(f"/weekly/{WEEKDAYS[weekday]}", "phải có giờ mở cửa", "must be open")
    for weekday, windows in weekly.items():
        if weekday not in range(len(WEEKDAYS)):
            raise _fault("/weekly", "không có thứ như vậy", "has an unknown weekday")
        _check_order(f"/weekly/{WEEKDAYS[weekday]}", windows)


def _check_order(pointer: str, windows: tuple[Window, ...]) -> None:
    for window in windows:
        if window.opens >= window.closes:
            raise _fault(pointer, "giờ mở phải trước giờ đóng", "must open before it closes")
    for earlier, later in pairwise(windows):
        if earlier.closes >= later.opens:
            raise _fault(pointer, "các khung giờ chồng nhau", "has windows that overlap")


def _fault(pointer: str, vi: str, en: str) -> OfficeHoursError:
    return OfficeHoursError(Text(vi=f"{pointer}: {vi}.", en=f"{pointer}: {en}."), pointer=pointer)


_MORNING = Window(opens=time(7, 30), closes=time(11, 30))
_AFTERNOON = Window(opens=time(13, 30), closes=time(17, 30))

STANDARD_HOURS = OfficeHours(
    id="standard", weekly=dict.fromkeys(_WORKDAYS, (_MORNING, _AFTERNOON))
)
"""Monday to Friday 07:30-11:30 and 13:30-17:30, where an agency keeps no hours of its own."""
