"""Before and after: lateness and load of the same past cases in two processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.schedule import MINUTE
from services.routing.simulation.domain.effort import ScheduleOf
from services.routing.simulation.domain.past import Past, Unit
from services.routing.simulation.domain.planning import Guesses
from services.routing.simulation.domain.replay import EndedLeg, Replayed, UnitLoad


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFigures:
    """How often a leg was done at an agency, and how often late."""

    done: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """Load of a unit: minutes of work for the cases, share of its time in use, mean wait.

    `busy` is of all its work, that for others too; `wait` in office minutes.
    """

    minutes: float = 0.0
    busy: float = 0.0
    wait: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The figures of one process; `hours` is the mean time of the clock from opening to end."""

    late: int
    hours: float
    legs: Mapping[tuple[str, str], LegFigures]
    units: Mapping[Unit, UnitFigures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days from which the past is taken."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a draft would have changed; `measured_late` is what really happened."""

    procedure: str
    version: int
    cases: int
    other: int
    window: Window
    seed: int
    share: float
    measured_late: int
    officers: Mapping[Unit, int]
    before: Side
    after: Side
    guesses: Guesses


def window_of(past: Past) -> Window:
    """Return from the first opening to the last decision."""
    return Window(
        first=min(case.opened_at for case in past.cases),
        last=max(case.decided_at for case in past.cases),
    )


def really_late(past: Past) -> int:
    """Count the cases that were decided past their due date."""
    return sum(case.due_at is not None and case.decided_at > case.due_at for case in past.cases)


def side_of(replayed: Replayed, window: Window, schedule_of: ScheduleOf) -> Side:
    """Return the figures of a replay."""
    cases = replayed.cases
    hours = sum((case.ended - case.opened).total_seconds() for case in cases) / 3600
    return Side(
        late=sum(case.late for case in cases),
        hours=hours / len(cases),
        legs=_legs(replayed.legs),
        units={
            unit: _unit(load, _open_minutes(unit, window, schedule_of))
            for unit, load in replayed.units.items()
        },
    )


def _legs(legs: Iterable[EndedLeg]) -> dict[tuple[str, str], LegFigures]:
    ended: dict[tuple[str, str], list[EndedLeg]] = defaultdict(list)
    for leg in legs:
        ended[leg.leg, leg.agency].append(leg)
    return {
        place: LegFigures(done=len(mine), late=sum(leg.late for leg in mine))
        for place, mine in ended.items()
    }


def _open_minutes(unit: Unit, window: Window, schedule_of: ScheduleOf) -> float:
    schedule = schedule_of(unit.agency)
    first, last = (schedule.open_time_until(at) for at in (window.first, window.last))
    return (last - first) / MINUTE


def _unit(load: UnitLoad, open_minutes: float) -> UnitFigures:
    there = load.officers * open_minutes
    return UnitFigures(
        minutes=load.minutes,
        busy=(load.minutes + load.other_minutes) / there if there else 0.0,
        wait=sum(load.waits) / len(load.waits) if load.waits else 0.0,
    )
