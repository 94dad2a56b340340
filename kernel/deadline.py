"""The due date of a dossier: start, term, what interrupts it, and why it is what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum, unique

from kernel.due import Due, due_of, is_past, left_at, rows_step
from kernel.errors import ConflictError, InvalidInputError
from kernel.moves import Move, Step, moves_of
from kernel.reception import reception
from kernel.rules import DEFAULT_RULES, Rule, RuleBook, RuleSet
from kernel.schedule import Schedule, in_vietnam
from kernel.term import Left, Term, TermUnit, whole
from kernel.text import Text

_ONE_DAY = timedelta(days=1)


class InterruptionError(InvalidInputError):
    """Interruptions out of order: resumed without a stop, stopped twice, before the start."""

    slug = "invalid-interruption"
    title = Text(
        vi="Các lần dừng, tiếp tục, tính lại không đúng thứ tự.",
        en="Stops, resumptions and restarts are out of order.",
    )


class ClockStoppedError(ConflictError):
    """The clock stands still, so there is no due date; `left` is what remains of the term."""

    slug = "clock-stopped"
    title = Text(vi="Thời hạn đang tạm dừng.", en="The clock is stopped.")

    def __init__(self, left: Left) -> None:
        words = left.text
        super().__init__(
            Text(
                vi=f"Thời hạn đang tạm dừng, còn {words.vi}.",
                en=f"The clock is stopped with {words.en} left.",
            )
        )
        self.left = left


@unique
class InterruptionKind(StrEnum):
    """What can happen to a running term."""

    STOP = "stop"  # a financial obligation, or what a sector rule names, is waited for
    RESUME = "resume"  # it is met: the rest of the term runs
    RESTART = "restart"  # the complete papers are in: the whole term runs anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """One stop, resumption or restart; `ground` names the sector rule where there is one."""

    kind: InterruptionKind
    at: datetime
    ground: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due date with its reasons; instants in Vietnam time.

    `received_at` is the instant the term first ran from; `provisional` says that a day not yet
    confirmed by a notice may still move `due_at`.
    """

    received_at: datetime
    due_at: datetime
    provisional: bool
    steps: tuple[Step, ...] = field(default=(), repr=False)

    @property
    def moves(self) -> tuple[Move, ...]:
        """Return why the date is what it is, oldest first, in words made on demand."""
        return moves_of(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    start: datetime
    left: Left
    due: Due
    rules: RuleSet
    steps: tuple[Step, ...]
    provisional: bool = False
    stopped: bool = False
    over: bool = False  # stopped only after the term had already run out


def deadline(
    accepted_at: datetime,
    term: Term,
    schedule: Schedule,
    rules: RuleBook = DEFAULT_RULES,
    interruptions: Iterable[Interruption] = (),
) -> Deadline:
    """Return when a dossier accepted at `accepted_at` is due.

    The day of acceptance is day 0 whether the office was open or not (Civil Code 2015 art. 147).
    `interruptions` stand in the order they happened: stop and resume conserve what was left,
    restart gives the whole term anew under the rules then in force.
    Raises `InstantError`, `CalendarYearMissingError`, `RulesMissingError`, `InterruptionError`,
    and `ClockStoppedError` when the last stop has not ended.
    """
    start = in_vietnam(accepted_at)
    return _run(start, term, schedule, rules, [(i, ()) for i in interruptions], ())


def deadline_if_filed(
    filed_at: datetime,
    term: Term,
    schedule: Schedule,
    *,
    at_desk: bool,
    rules: RuleBook = DEFAULT_RULES,
    interruptions: Iterable[Interruption] = (),
) -> Deadline:
    """Return when a dossier filed at `filed_at` would be due, accepted as soon as received.

    As `deadline`, but `filed_at` and every restart (the papers filed then) first go through
    `received`, and the first moves say so.
    """
    start, lead = reception(filed_at, schedule, at_desk=at_desk, rules=rules)
    moved: list[tuple[Interruption, tuple[Step, ...]]] = []
    for interruption in interruptions:
        steps: tuple[Step, ...] = ()
        if interruption.kind is InterruptionKind.RESTART:
            at, steps = reception(interruption.at, schedule, at_desk=at_desk, rules=rules)
            interruption = replace(interruption, at=at)  # noqa: PLW2901 - the same, as received
        moved.append((interruption, steps))
    result = _run(start, term, schedule, rules, moved, lead)
    if schedule.is_provisional(in_vietnam(filed_at).date(), start.date()) and not moved:
        return replace(result, provisional=True)
    return result


def _run(
    start: datetime,
    term: Term,
    schedule: Schedule,
    book: RuleBook,
    interruptions: list[tuple[Interruption, tuple[Step, ...]]],
    lead: tuple[Step, ...],
) -> Deadline:
    clock = _begin(start, term, schedule, book, Rule.START, lead, None)
    latest = start
    for interruption, steps in interruptions:
        at = in_vietnam(interruption.at)
        if at < latest:
            raise InterruptionError
        latest = at
        if interruption.kind is InterruptionKind.RESTART:
            clock = _begin(
                at, term, schedule, book, Rule.RESTART, clock.steps + steps, interruption.ground
            )
        elif interruption.kind is InterruptionKind.STOP:
            clock = _stop(clock, at, schedule, interruption.ground)
        else:
            clock = _resume(clock, at, schedule, interruption.ground)
    if clock.stopped and not clock.over:
        raise ClockStoppedError(clock.left)
    return Deadline(
        received_at=start,
        due_at=clock.due.at,
        provisional=clock.provisional or clock.due.provisional,
        steps=clock.steps + clock.due.steps,
    )


def _begin(
    start: datetime,
    term: Term,
    schedule: Schedule,
    book: RuleBook,
    rule: Rule,
    steps: tuple[Step, ...],
    ground: str | None,
) -> _Clock:
    rules, left = book.on(start.date()), whole(term)
    step = Step(rule, start, ground or rules.grounds[rule], left)
    due = due_of(start, left, schedule, rules)
    return _Clock(start=start, left=left, due=due, rules=rules, steps=(*steps, step))


def _stop(clock: _Clock, at: datetime, schedule: Schedule, ground: str | None) -> _Clock:
    if clock.stopped:
        raise InterruptionError
    if is_past(at, clock.due.at, clock.left.unit):
        return replace(clock, stopped=True, over=True)
    left = left_at(clock.start, clock.left, at, schedule)
    steps, provisional = _counted_until(clock, at, schedule)
    step = Step(Rule.STOP, at, ground or clock.rules.grounds[Rule.STOP], left)
    return replace(
        clock,
        left=left,
        steps=(*clock.steps, *steps, step),
        provisional=clock.provisional or provisional,
        stopped=True,
    )


def _counted_until(
    clock: _Clock, stop: datetime, schedule: Schedule
) -> tuple[tuple[Step, ...], bool]:
    first, last = clock.start.date(), stop.date()
    if clock.left.unit is TermUnit.WORKING_DAYS:
        first, last = first + _ONE_DAY, last - _ONE_DAY
    elif clock.left.unit is not TermUnit.WORKING_HOURS:
        return (), False
    if last < first:
        return (), False
    return rows_step(first, last, schedule, clock.rules), schedule.is_provisional(first, last)


def _resume(clock: _Clock, at: datetime, schedule: Schedule, ground: str | None) -> _Clock:
    if not clock.stopped:
        raise InterruptionError
    if clock.over:
        return replace(clock, stopped=False, over=False)
    step = Step(Rule.RESUME, at, ground or clock.rules.grounds[Rule.RESUME], clock.left)
    due = due_of(at, clock.left, schedule, clock.rules)
    return replace(clock, start=at, due=due, steps=(*clock.steps, step), stopped=False)
