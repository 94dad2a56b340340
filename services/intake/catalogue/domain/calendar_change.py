"""What a new version of a calendar changes, and which local calendars lie over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kernel.calendar import Calendar, CalendarDay, DayKind, Layer, laid_over
from kernel.text import Text

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDay:
    """A day as it was and as it is now; None: a plain day of the week."""

    day: date
    before: CalendarDay | None
    after: CalendarDay | None

    @property
    def text(self) -> Text:
        """Return the day with what it has become."""
        vi, en = "ngày thường", "a plain day"
        if self.after is not None:
            off = self.after.kind is DayKind.OFF
            vi, en = ("nghỉ", "off") if off else ("làm việc", "worked")
        return Text(vi=f"{self.day:%d/%m/%Y} {vi}", en=f"{self.day.isoformat()} {en}")


def changed_days(before: Calendar, after: Calendar) -> tuple[ChangedDay, ...]:
    """Return the days on which the two differ, in order."""
    days = sorted(before.days.keys() | after.days.keys())
    return tuple(
        ChangedDay(day=day, before=before.days.get(day), after=after.days.get(day))
        for day in days
        if before.days.get(day) != after.days.get(day)
    )


def ground_of(changes: Iterable[ChangedDay], notice: str | None) -> str:
    """Return the numbers of the notices that changed these days, or the one given for all."""
    named = (change.after.notice for change in changes if change.after is not None)
    found = tuple(dict.fromkeys(name for name in named if name))
    return notice or "; ".join(found) or "lịch làm việc được công bố lại"


def reason_of(changes: Iterable[ChangedDay], ground: str) -> Text:
    """Return in words why a date moved."""
    days = [change.text for change in changes][:_MOST_NAMED]
    return Text(
        vi=f"Lịch làm việc thay đổi ({ground}): {'; '.join(day.vi for day in days)}.",
        en=f"The working calendar changed ({ground}): {'; '.join(day.en for day in days)}.",
    )


def over_new_base(whole: Calendar, old_base: Calendar, new_base: Calendar) -> Calendar:
    """Return a whole local calendar moved from one version of its base to the next.

    What is its own is what differs from the base it was laid over. Raises as `laid_over`.
    """
    own = {day: row for day, row in whole.days.items() if old_base.days.get(day) != row}
    local = replace(whole, version=whole.version - old_base.version, days=own, layers=())
    return laid_over(new_base, local)


def base_of(whole: Calendar) -> Layer | None:
    """Return the version of the calendar right below, None for a nation's."""
    return next((layer for layer in whole.layers if layer.id == whole.over), None)
