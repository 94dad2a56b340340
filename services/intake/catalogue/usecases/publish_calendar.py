"""A calendar of days off and swapped working days is announced."""

from __future__ import annotations

from contracts.events.intake import CalendarPublished
from kernel.calendar import Calendar, to_document
from kernel.errors import ConflictError
from kernel.text import Text
from services.intake.catalogue.ports import Calendars, Events


class CalendarVersionError(ConflictError):
    """The calendar changed but its version did not rise; dates computed from it would differ."""

    slug = "calendar-version"
    title = Text(
        vi="Lịch đã thay đổi thì phải tăng số phiên bản.",
        en="A changed calendar needs a higher version.",
    )


def publish_calendar(calendar: Calendar, *, calendars: Calendars, events: Events) -> bool:
    """Publish a version of a calendar; return False when it stands so already.

    Raises `CalendarVersionError` when the content differs and the version is not higher.
    """
    newest = calendars.newest(calendar.id)
    if newest == calendar:
        return False
    if newest is not None and calendar.version <= newest.version:
        raise CalendarVersionError(
            Text(
                vi=f"Lịch {calendar.id}: đang dùng phiên bản {newest.version}.",
                en=f"Calendar {calendar.id}: version {newest.version} is in use.",
            )
        )
    calendars.put(calendar)
    events.add(
        CalendarPublished(
            calendar=calendar.id, version=calendar.version, document=to_document(calendar)
        )
    )
    return True
