"""Cases go through a process once more: queues of units, officers, office hours.

A discrete-event simulation with a heap: what happens next is taken from it, in the order of time.
Each unit has one queue, first come first served, and as many officers as ended work in it; an
officer does one thing at a time, in office time. Nothing here is left to chance.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from kernel.schedule import MINUTE
from kernel.working_time import Schedule, add_working_minutes
from services.routing.simulation.domain.effort import ScheduleOf
from services.routing.simulation.domain.past import PastCase, PastRun, Unit
from services.routing.simulation.domain.planning import PlannedLeg, PlannedStep, unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedLeg:
    """A leg as it went in the replay; `due` by its own term, None where it has none."""

    leg: str
    agency: str
    started: datetime
    ended: datetime
    due: datetime | None

    @property
    def late(self) -> bool:
        """Tell whether it ended past its own term."""
        return self.due is not None and self.ended > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedCase:
    """A case as it went in the replay."""

    opened: datetime
    ended: datetime
    due: datetime | None

    @property
    def late(self) -> bool:
        """Tell whether it ended past its due date."""
        return self.due is not None and self.ended > self.due


@dataclass(slots=True)
class UnitLoad:
    """What a unit did: minutes of work for the cases and beside them, and how long work waited."""

    officers: int
    minutes: float = 0.0
    other_minutes: float = 0.0
    waits: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How all of it went."""

    cases: tuple[EndedCase, ...]
    legs: tuple[EndedLeg, ...]
    units: Mapping[Unit, UnitLoad]


@dataclass(slots=True)
class _Work:
    """Something in a queue: its minutes, and what happens when it is done."""

    minutes: float
    came: datetime
    done: Callable[[datetime], None] | None = None
    cancelled: bool = False


@dataclass(slots=True)
class _Queue:
    load: UnitLoad
    schedule: Schedule
    free: int
    waiting: deque[_Work] = field(default_factory=deque)


class Replay:
    """Runs once; `staff` are officers by unit, one where nobody was ever seen."""

    def __init__(self, staff: Mapping[Unit, int], schedule_of: ScheduleOf) -> None:
        self._staff = staff
        self._schedule_of = schedule_of
        self._queues: dict[Unit, _Queue] = {}
        self._heap: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = count()
        self._cases: list[EndedCase] = []
        self._legs: list[EndedLeg] = []

    def run(
        self,
        planned: Sequence[tuple[PastCase, tuple[PlannedLeg, ...]]],
        other: Sequence[tuple[PastRun, float]] = (),
    ) -> Replayed:
        """Replay the cases, beside them the work of the same units for others."""
        for case, legs in planned:
            self._at(case.opened_at, _Course(self, case, legs).begin)
        for run, minutes in other:
            self._at(run.started_at, self._beside(run.unit, minutes))
        while self._heap:
            at, _, happens = heapq.heappop(self._heap)
            happens(at)
        units = {unit: queue.load for unit, queue in self._queues.items()}
        return Replayed(cases=tuple(self._cases), legs=tuple(self._legs), units=units)

    def do(
        self, leg: PlannedLeg, step: PlannedStep, at: datetime, done: Callable[[datetime], None]
    ) -> _Work:
        """Have a step done: in the queue of its unit, or by waiting."""
        work = _Work(minutes=step.minutes, came=at, done=done)
        if step.queued:
            self._enter(unit_of(leg, step), work, ours=True)
        else:
            until = _after(at, step.minutes, self._schedule_of(leg.agency)) + step.pause
            self.when(until, work)
        return work

    def when(self, at: datetime, work: _Work) -> None:
        """Have something end at an instant, unless it is cancelled before."""

        def end(now: datetime) -> None:
            if not work.cancelled and work.done is not None:
                work.done(now)

        self._at(at, end)

    def end_leg(self, leg: PlannedLeg, started: datetime, ended: datetime) -> None:
        """Note how a leg went."""
        schedule = self._schedule_of(leg.agency)
        due = add_working_minutes(started, leg.term, schedule) if leg.term else None
        self._legs.append(
            EndedLeg(leg=leg.id, agency=leg.agency, started=started, ended=ended, due=due)
        )

    def end_case(self, case: PastCase, ended: datetime, paused: timedelta) -> None:
        """Note how a case went; its date moved by what the applicant took to pay."""
        due = None if case.due_at is None else case.due_at + paused
        self._cases.append(EndedCase(opened=case.opened_at, ended=ended, due=due))

    def lapse_of(self, leg: PlannedLeg, at: datetime) -> datetime:
        """Return when silence counts as consent."""
        return add_working_minutes(at, leg.term, self._schedule_of(leg.agency))

    def _at(self, at: datetime, happens: Callable[[datetime], None]) -> None:
        heapq.heappush(self._heap, (at, next(self._numbers), happens))

    def _beside(self, unit: Unit, minutes: float) -> Callable[[datetime], None]:
        def come(at: datetime) -> None:
            self._enter(unit, _Work(minutes=minutes, came=at), ours=False)

        return come

    def _enter(self, unit: Unit, work: _Work, *, ours: bool) -> None:
        queue = self._queue(unit)
        if ours:
            queue.load.minutes += work.minutes
        else:
            queue.load.other_minutes += work.minutes
        queue.waiting.append(work)
        self._serve(queue, work.came)

    def _queue(self, unit: Unit) -> _Queue:
        if unit not in self._queues:
            officers = max(1, self._staff.get(unit, 1))
            schedule = self._schedule_of(unit.agency)
            self._queues[unit] = _Queue(UnitLoad(officers), schedule, officers)
        return self._queues[unit]

    def _serve(self, queue: _Queue, now: datetime) -> None:
        while queue.free and queue.waiting:
            work = queue.waiting.popleft()
            if work.cancelled:
                continue
            queue.free -= 1
            if work.done is not None:
                queue.load.waits.append(_open_between(work.came, now, queue.schedule))
            self._at(_after(now, work.minutes, queue.schedule), self._ends(queue, work))

    def _ends(self, queue: _Queue, work: _Work) -> Callable[[datetime], None]:
        def end(at: datetime) -> None:
            queue.free += 1
            if work.done is not None and not work.cancelled:
                work.done(at)
            self._serve(queue, at)

        return end


class _Course:
    """The way of one case through its legs."""

    def __init__(self, replay: Replay, case: PastCase, legs: tuple[PlannedLeg, ...]) -> None:
        self._replay = replay
        self._case = case
        self._left = {leg.id: leg for leg in legs}
        self._count = len(legs)
        self._done: set[str] = set()
        self._paused = timedelta()

    def begin(self, at: datetime) -> None:
        """Start every leg whose turn it is; end the case after the last."""
        ready = [leg for leg in self._left.values() if leg.after <= self._done]
        for leg in ready:
            del self._left[leg.id]
        for leg in ready:
            if leg.steps:
                self._start(leg, at)
            else:
                self._end(leg.id, at)

    def _start(self, leg: PlannedLeg, at: datetime) -> None:
        running: list[_Work] = []
        silence = _Work(minutes=0, came=at)

        def end(now: datetime) -> None:
            silence.cancelled = True
            for work in running:
                work.cancelled = True
            self._replay.end_leg(leg, at, now)
            self._end(leg.id, now)

        def step(number: int, now: datetime) -> None:
            if number == len(leg.steps):
                end(now)
                return
            self._paused += leg.steps[number].pause
            running[:] = [
                self._replay.do(leg, leg.steps[number], now, lambda then: step(number + 1, then))
            ]

        if leg.lapses:
            silence.done = end
            self._replay.when(self._replay.lapse_of(leg, at), silence)
        step(0, at)

    def _end(self, leg: str, at: datetime) -> None:
        self._done.add(leg)
        if self._left:
            self.begin(at)
        elif len(self._done) == self._count:
            self._replay.end_case(self._case, at, self._paused)


def _after(at: datetime, minutes: float, schedule: Schedule) -> datetime:
    """Return the end of so much work begun at an instant; no work ends at once."""
    if minutes <= 0:
        return at
    return schedule.instant_of_open_time(schedule.open_time_until(at) + round(minutes * MINUTE))


def _open_between(first: datetime, last: datetime, schedule: Schedule) -> float:
    return (schedule.open_time_until(last) - schedule.open_time_until(first)) / MINUTE
