"""When a desk with applicants to telephone is looked at: each morning, as offices are to open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kernel.calendar import CalendarYearMissingError
from kernel.clock import VIETNAM
from kernel.rights import Actor
from kernel.schedule import Schedule, in_vietnam
from kernel.standing import Office, placed
from services.intake.desk.domain.queue import desk_places

LOOKED_AT = time(7)
"""Half an hour before the mail of the morning goes, which tells of it."""


def next_look(now: datetime) -> datetime:
    """Return the next instant, behind `now`, at which desks are looked at, on whatever day."""
    today = in_vietnam(now).date()
    look = datetime.combine(today, LOOKED_AT, VIETNAM)
    return look if now < look else look + timedelta(days=1)


def has_desk(account: str, office: Office, agency: str, on: date) -> bool:
    """Tell whether somebody of the register may see the queue of an agency's desk on a day."""
    actor = placed(Actor(subject=account, roles=office.roles, agency=office.agency), office, on)
    return any(place.desk and place.agency == agency for place in desk_places(actor))


def is_open_on(day: date, schedule: Schedule) -> bool:
    """Tell whether the office opens on a day; where the calendar ends before, that it does."""
    try:
        opening = schedule.next_opening(datetime.combine(day, time.min, VIETNAM))
    except CalendarYearMissingError:
        return True
    return opening.date() == day
