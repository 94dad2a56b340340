"""A calendar of days off and swapped working days is announced."""

from __future__ import annotations

from contracts.events.intake import CalendarPublished
from kernel.calendar import Calendar, to_document
from kernel.errors import ConflictError
from kernel.text import Text
from services.intake.catalogue.domain.calendar_change import over_new_base
from services.intake.catalogue.ports import Calendars, Events, Publishing, Replans


class CalendarVersionError(ConflictError):
    """The calendar changed but its version did not rise; dates computed from it would differ."""

    slug = "calendar-version"
    title = Text(
        vi="Lịch đã thay đổi thì phải tăng số phiên bản.",
        en="A changed calendar needs a higher version.",
    )


def publish_calendar(
    calendar: Calendar,
    *,
    calendars: Calendars,
    events: Events,
    replans: Replans,
    notice: str | None = None,
    by: str | None = None,
) -> bool:
    """Publish a version of a calendar; return False when it stands so already.

    Open dossiers follow it, and so do the local calendars laid over it. Raises
    `CalendarVersionError` when the content differs and the version is not higher.
    """
    newest = calendars.newest(calendar.id)
    if newest == calendar:
        return False
    _require_higher(calendar, newest)
    locals_ = () if newest is None else calendars.over(calendar.id)
    changed = [calendar, *(over_new_base(local, newest, calendar) for local in locals_ if newest)]
    for one in changed:
        calendars.put(one, Publishing(notice=notice, by=by))
        events.add(
            CalendarPublished(calendar=one.id, version=one.version, document=to_document(one))
        )
        if newest is not None:
            replans.start(one.id, one.version, notice=notice)
    return True


def _require_higher(calendar: Calendar, newest: Calendar | None) -> None:
    if newest is not None and calendar.version <= newest.version:
        raise CalendarVersionError(
            Text(
                vi=f"Lịch {calendar.id}: đang dùng phiên bản {newest.version}.",
                en=f"Calendar {calendar.id}: version {newest.version} is in use.",
            )
        )
