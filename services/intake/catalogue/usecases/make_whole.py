"""A calendar as somebody wrote it is made whole: laid over the published one it names."""

from __future__ import annotations

from kernel.calendar import Calendar, laid_over
from services.intake.catalogue.domain.errors import CalendarNotFoundError
from services.intake.catalogue.ports import CalendarsToRead


def make_whole(written: Calendar, *, calendars: CalendarsToRead) -> Calendar:
    """Return the calendar with all its days.

    Raises `CalendarNotFoundError` for a base that was never published, and as `laid_over`.
    """
    if written.over is None or written.is_whole:
        return written
    base = calendars.get(written.over)
    if base is None:
        raise CalendarNotFoundError(pointer="/calendar/over")
    return laid_over(base, written)
