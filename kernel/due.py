"""One run of the legal clock without interruption: from a start, with so much left, to due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from kernel.clock import VIETNAM
from kernel.moves import Step
from kernel.rules import Rule, RuleSet
from kernel.schedule import Schedule
from kernel.term import Left, TermUnit

_ONE_DAY = timedelta(days=1)


class Due(NamedTuple):
    """Where a run ends, whether an unconfirmed day may still move it, and the steps to it."""

    at: datetime
    provisional: bool
    steps: tuple[Step, ...]


def due_of(start: datetime, left: Left, schedule: Schedule, rules: RuleSet) -> Due:
    """Return where a run of `left` from `start` (on the clock of Vietnam) ends.

    Raises `CalendarYearMissingError`.
    """
    schedule.require(start.date())
    if left.unit is TermUnit.WORKING_DAYS:
        if left.amount == 0:
            return _same_day(start, schedule, rules)
        return _working_days(start, left, schedule, rules)
    if left.unit is TermUnit.WORKING_HOURS:
        return _working_hours(start, left, schedule, rules)
    return _calendar_days(start, left, schedule, rules)


def is_past(instant: datetime, due_at: datetime, unit: TermUnit) -> bool:
    """Tell whether a run that ends at `due_at` is over at `instant`: by day, hours by instant."""
    if unit is TermUnit.WORKING_HOURS:
        return instant > due_at
    return instant.date() > due_at.date()


def left_at(start: datetime, left: Left, stop: datetime, schedule: Schedule) -> Left:
    """Return what is left when a run of `left` from `start` is stopped before it is past.

    In whole days the day of stopping is not used up, so at least one is left; months become the
    calendar days they stand for.
    """
    amount, unit = left
    if unit is TermUnit.WORKING_HOURS:
        used = schedule.open_time_until(stop) - schedule.open_time_until(start)
        return Left(amount - used, unit)
    if unit is TermUnit.WORKING_DAYS:
        if amount == 0 or stop.date() == start.date():
            return left
        return Left(amount - schedule.working_days(start.date(), stop.date() - _ONE_DAY), unit)
    days = (_nominal_end(start.date(), left) - start.date()).days
    used = max(0, (stop.date() - start.date()).days - 1)
    return Left(max(1, days - used), TermUnit.CALENDAR_DAYS)


def rows_step(first: date, last: date, schedule: Schedule, rules: RuleSet) -> tuple[Step, ...]:
    """Return the step that names the special days from `first` to `last`, none when there are."""
    rows = schedule.special_days(first, last)
    if not rows:
        return ()
    at = datetime.combine(rows[0].day, time(), VIETNAM)
    return (Step(Rule.DAY_OFF, at, rules.grounds[Rule.DAY_OFF], rows=rows),)


def _same_day(start: datetime, schedule: Schedule, rules: RuleSet) -> Due:
    # Civil-status practice: received up to 15:00 inclusive is settled by closing of that day.
    day = start.date()
    closing = schedule.closing(day) if schedule.is_working(day) else None
    in_time = start.timetz().replace(tzinfo=None) <= rules.same_day_cutoff
    if closing is not None and in_time and start <= closing:
        step = Step(Rule.SAME_DAY, closing, rules.grounds[Rule.SAME_DAY])
        steps = (*rows_step(day, day, schedule, rules), step)
        return Due(closing, schedule.is_provisional(day, day), steps)
    at = schedule.end_of_working_day(day, 1)
    step = Step(Rule.SAME_DAY_CUTOFF, at, rules.grounds[Rule.SAME_DAY_CUTOFF])
    steps = (*rows_step(day, at.date(), schedule, rules), step)
    return Due(at, schedule.is_provisional(day, at.date()), steps)


def _working_days(start: datetime, left: Left, schedule: Schedule, rules: RuleSet) -> Due:
    day = start.date()
    at = schedule.end_of_working_day(day, left.amount)
    first, last = day + _ONE_DAY, at.date()
    step = Step(Rule.WORKING_DAYS, at, rules.grounds[Rule.WORKING_DAYS], left)
    steps = (*rows_step(first, last, schedule, rules), step)
    return Due(at, schedule.is_provisional(first, last), steps)


def _working_hours(start: datetime, left: Left, schedule: Schedule, rules: RuleSet) -> Due:
    if left.amount == 0:
        at = schedule.next_opening(start)
    else:
        at = schedule.instant_of_open_time(schedule.open_time_until(start) + left.amount)
    first, last = start.date(), at.date()
    step = Step(Rule.WORKING_HOURS, at, rules.grounds[Rule.WORKING_HOURS], left)
    steps = (*rows_step(first, last, schedule, rules), step)
    return Due(at, schedule.is_provisional(first, last), steps)


def _calendar_days(start: datetime, left: Left, schedule: Schedule, rules: RuleSet) -> Due:
    nominal = _nominal_end(start.date(), left)
    at = schedule.end_on_or_after(nominal)
    rule = Rule.MONTHS if left.unit is TermUnit.MONTHS else Rule.CALENDAR_DAYS
    provisional = schedule.is_provisional(nominal, at.date())
    if at.date() == nominal:
        step = Step(rule, at, rules.grounds[rule], left)
        return Due(at, provisional, (*rows_step(nominal, nominal, schedule, rules), step))
    steps = (
        Step(rule, datetime.combine(nominal, time(), VIETNAM), rules.grounds[rule], left),
        *rows_step(nominal, at.date(), schedule, rules),
        Step(Rule.REST_DAY, at, rules.grounds[Rule.REST_DAY]),
    )
    return Due(at, provisional, steps)


def _nominal_end(start: date, left: Left) -> date:
    if left.unit is not TermUnit.MONTHS:
        return start + timedelta(days=left.amount)
    years, month = divmod(start.month - 1 + left.amount, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
