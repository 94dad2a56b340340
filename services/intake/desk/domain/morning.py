"""What those who have a desk are told of in the morning, and who they are that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, unique

from kernel.calendar import CalendarYearMissingError
from kernel.clock import VIETNAM
from kernel.rights import Actor
from kernel.schedule import Schedule
from kernel.standing import Office, placed
from services.intake.desk.domain.queue import desk_places
from services.intake.registry.domain.desk_alert import watch_of


@unique
class MorningKind(StrEnum):
    """What waits at a desk without anybody being told at once, in the order it is told in."""

    CALL = "call"  # no channel reached the applicant: somebody has to telephone
    ANSWER_LATE = "answer-late"  # the time to answer is over; the head is told
    ANSWER = "answer"  # a filing, or papers sent in, of which the desk was alerted
    MESSAGE = "message"  # the citizen wrote, and nobody has read it
    PROPOSAL = "proposal"  # an officer proposes to ask for papers, and nobody has decided
    PARCEL = "parcel"  # a result that went out by post did not arrive

    @property
    def alerted(self) -> bool:
        """Tell whether it stands among the alerts of the desk; the rest is of its queue."""
        return self in {MorningKind.MESSAGE, MorningKind.ANSWER, MorningKind.ANSWER_LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many of a kind wait at a desk, and since when the first of them.

    Of late answers that is since when the time is over.
    """

    kind: MorningKind
    count: int
    oldest_at: datetime


def has_desk(account: str, office: Office, agency: str, on: date, kind: MorningKind) -> bool:
    """Tell whether somebody of the register may see what of a kind waits at a desk on a day."""
    actor = placed(Actor(subject=account, roles=office.roles, agency=office.agency), office, on)
    if not kind.alerted:
        return any(place.desk and place.agency == agency for place in desk_places(actor))
    watch = watch_of(actor)
    watched = agency in {*watch.every, *watch.ordinary}
    return watched and (kind is not MorningKind.ANSWER_LATE or agency in watch.headed)


def is_open_on(day: date, schedule: Schedule) -> bool:
    """Tell whether the office opens on a day; where the calendar ends before, that it does."""
    try:
        opening = schedule.next_opening(datetime.combine(day, time.min, VIETNAM))
    except CalendarYearMissingError:
        return True
    return opening.date() == day
