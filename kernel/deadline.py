"""The due date of a dossier: start, term, what interrupts it, and why it is what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import NamedTuple

from kernel.due import Due, due_of, is_past, left_at, rows_step
from kernel.errors import ConflictError, InvalidInputError
from kernel.moves import Move, Step, moves_of
from kernel.reception import Reception, reception
from kernel.rules import DEFAULT_RULES, Rule, RuleBook, RuleSet, SupplementEffect
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
    EXTENSION = "extension"  # an apology was signed: a new date was named, once


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """One stop, resumption, restart or extension; `ground` names the sector rule if there is one.

    `days` are the working days by which an extension moves the due date; 0 for all else.
    """

    kind: InterruptionKind
    at: datetime
    ground: str | None = None
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due date with its reasons; instants in Vietnam time.

    `received_at` is the instant the term first ran from; `provisional` says that a day not yet
    confirmed by a notice may still move `due_at`; `extended` that an apology named it.
    """

    received_at: datetime
    due_at: datetime
    provisional: bool
    extended: bool = False
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
    extension: Interruption | None = None  # of this term; a restart leaves it behind


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
    restart gives the whole term anew under the rules then in force, an extension its working days
    behind what the term comes to (Decree 61/2018 art. 19.9).
    Raises `InstantError`, `CalendarYearMissingError`, `RulesMissingError`, `InterruptionError`,
    and `ClockStoppedError` when the last stop has not ended.
    """
    run = _Run(term, schedule, rules)
    return run.through(Reception(in_vietnam(accepted_at)), [(i, None) for i in interruptions])


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
    first = reception(filed_at, schedule, at_desk=at_desk, rules=rules)
    events = [
        (
            event,
            reception(event.at, schedule, at_desk=at_desk, rules=rules)
            if event.kind is InterruptionKind.RESTART
            else None,
        )
        for event in interruptions
    ]
    return _Run(term, schedule, rules).through(first, events)


def supplement_interruptions(
    asked_at: datetime, complete_at: datetime | None, rules: RuleBook = DEFAULT_RULES
) -> tuple[Interruption, ...]:
    """Return what a supplement after acceptance does to the term: it stops while it is waited for.

    With the complete papers the term restarts from zero, or runs on where the rules in force on
    the day of asking say pause. `complete_at` is None while they are not in.
    """
    effect = rules.on(in_vietnam(asked_at).date()).supplement_effect
    stop = Interruption(kind=InterruptionKind.STOP, at=asked_at)
    if complete_at is None:
        return (stop,)
    restarts = effect is SupplementEffect.RESTART
    kind = InterruptionKind.RESTART if restarts else InterruptionKind.RESUME
    return (stop, Interruption(kind=kind, at=complete_at))


class _Run(NamedTuple):
    """The clock of one dossier: what stays the same from its start to its end."""

    term: Term
    schedule: Schedule
    book: RuleBook

    def through(
        self, first: Reception, events: Iterable[tuple[Interruption, Reception | None]]
    ) -> Deadline:
        """Let the clock run from `first` through `events`, restarts with their own reception."""
        clock = self._begin(Rule.START, first, (), None)
        latest = first.at
        for event, again in events:
            at = in_vietnam(event.at) if again is None else again.at
            if at < latest:
                raise InterruptionError
            latest = at
            clock = self._after(clock, event, again or Reception(at))
        if clock.stopped and not clock.over:
            raise ClockStoppedError(clock.left)
        found = Deadline(
            received_at=first.at,
            due_at=clock.due.at,
            provisional=clock.provisional or clock.due.provisional,
            steps=clock.steps + clock.due.steps,
        )
        if clock.extension is None:
            return found
        return _extended(found, clock.extension, self.schedule, clock.rules)

    def _after(self, clock: _Clock, event: Interruption, when: Reception) -> _Clock:
        if event.kind is InterruptionKind.RESTART:
            return self._begin(Rule.RESTART, when, clock.steps, event.ground)
        if event.kind is InterruptionKind.EXTENSION:
            return replace(clock, extension=event)
        change = _stop if event.kind is InterruptionKind.STOP else _resume
        return change(clock, when.at, self.schedule, event.ground)

    def _begin(
        self, rule: Rule, when: Reception, before: tuple[Step, ...], ground: str | None
    ) -> _Clock:
        rules, left = self.book.on(when.at.date()), whole(self.term)
        step = Step(rule, when.at, ground or rules.grounds[rule], left)
        return _Clock(
            start=when.at,
            left=left,
            due=due_of(when.at, left, self.schedule, rules),
            rules=rules,
            steps=(*before, *when.steps, step),
            provisional=when.provisional,
        )


def _stop(clock: _Clock, at: datetime, schedule: Schedule, ground: str | None) -> _Clock:
    if clock.stopped:
        raise InterruptionError
    if is_past(at, clock.due.at, clock.left.unit):
        return _stop_late(clock, at, schedule)
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


def _stop_late(clock: _Clock, at: datetime, schedule: Schedule) -> _Clock:
    """Stop a clock whose term is used up: days of an extension may be left of it, or nothing."""
    last, extension = clock.due.at.date(), clock.extension
    if extension is not None:
        until = schedule.end_of_working_day(last, extension.days).date()
        days = schedule.working_days(max(last, at.date() - _ONE_DAY), until)
        if days > 0:
            rest = replace(extension, days=days)
            left = Left(0, clock.left.unit)
            return replace(clock, left=left, extension=rest, stopped=True)
    return replace(clock, stopped=True, over=True)


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


def _extended(
    found: Deadline, extension: Interruption, schedule: Schedule, rules: RuleSet
) -> Deadline:
    """Return the date an apology named: so many working days behind the date there was."""
    first = found.due_at.date()
    at = schedule.end_of_working_day(first, extension.days)
    ground = extension.ground or rules.grounds[Rule.EXTENSION]
    step = Step(Rule.EXTENSION, at, ground, before=found.due_at)
    return replace(
        found,
        due_at=at,
        provisional=found.provisional or schedule.is_provisional(first, at.date()),
        extended=True,
        steps=(*found.steps, *rows_step(first + _ONE_DAY, at.date(), schedule, rules), step),
    )
