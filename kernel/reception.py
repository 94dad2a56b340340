"""When a dossier counts as received, by when it must be answered, and whether it was in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import NamedTuple

from kernel.channel import Channel
from kernel.due import is_past, rows_step
from kernel.limits import answer
from kernel.moves import Step
from kernel.rules import DEFAULT_RULES, Rule, RuleBook, RuleSet
from kernel.schedule import Schedule, in_vietnam
from kernel.term import Term

_AN_INSTANT = timedelta(microseconds=1)


@unique
class Timeliness(StrEnum):
    """How a finished dossier stands to its due date."""

    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"


def received(
    filed_at: datetime, schedule: Schedule, *, at_desk: bool, rules: RuleBook = DEFAULT_RULES
) -> datetime:
    """Return when a dossier filed at `filed_at` counts as received, in Vietnam time.

    That is when it is handed in at a desk; else `filed_at` while the office is open, or the next
    opening. Books with a last-office-hour rule move what is filed too near to closing as well.
    Raises `InstantError`, `CalendarYearMissingError`, `RulesMissingError`.
    """
    return reception(filed_at, schedule, at_desk=at_desk, rules=rules).at


class Reception(NamedTuple):
    """When a dossier counts as received; the steps that moved it there, if any did."""

    at: datetime
    steps: tuple[Step, ...] = ()
    provisional: bool = False


def reception(
    filed_at: datetime, schedule: Schedule, *, at_desk: bool, rules: RuleBook
) -> Reception:
    """Return the reception of a dossier filed at `filed_at`; rules and errors as `received`."""
    local = in_vietnam(filed_at)
    schedule.require(local.date())
    if at_desk:
        return Reception(local)
    in_force = rules.on(local.date())
    if _too_near_to_closing(local, schedule, in_force):
        closing = schedule.closing(local.date()) or local
        at, rule = schedule.next_opening(closing + _AN_INSTANT), Rule.LAST_OFFICE_HOUR
    else:
        at, rule = schedule.next_opening(local), Rule.OFFICE_CLOSED
    if at == local:
        return Reception(at)
    step = Step(rule, at, in_force.grounds[rule], before=local)
    steps = (*rows_step(local.date(), at.date(), schedule, in_force), step)
    return Reception(at, steps, schedule.is_provisional(local.date(), at.date()))


def answer_limit(
    received_at: datetime,
    channel: Channel | str,
    schedule: Schedule,
    rules: RuleBook = DEFAULT_RULES,
) -> datetime:
    """Return by when the desk must accept, ask for a supplement or refuse; see `limits.answer`."""
    return answer(received_at, channel, schedule, rules).at


def timeliness(finished_at: datetime, due_at: datetime, term: Term) -> Timeliness:
    """Compare the finish with the due date: terms in days by date, in hours by instant.

    Both instants aware, else `InstantError`.
    """
    finished, due = in_vietnam(finished_at), in_vietnam(due_at)
    if is_past(finished, due, term.unit):
        return Timeliness.LATE
    return Timeliness.EARLY if is_past(due, finished, term.unit) else Timeliness.ON_TIME


def _too_near_to_closing(local: datetime, schedule: Schedule, rules: RuleSet) -> bool:
    closing = schedule.closing(local.date())
    if not rules.last_minutes_count_next or closing is None:
        return False
    return timedelta() <= closing - local <= timedelta(minutes=rules.last_minutes_count_next)
