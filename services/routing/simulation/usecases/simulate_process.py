"""Who drafts a process sees what it would have changed for past cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel.working_time import Schedule
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.domain.process import Process
from services.routing.process.ports import Schedules
from services.routing.simulation.domain.comparison import (
    Comparison,
    Side,
    Window,
    really_late,
    side_of,
    window_of,
)
from services.routing.simulation.domain.effort import ScheduleOf, efforts
from services.routing.simulation.domain.errors import NothingToReplayError
from services.routing.simulation.domain.past import Past
from services.routing.simulation.domain.planning import Planner, staffing
from services.routing.simulation.domain.replay import Replay
from services.routing.simulation.ports import PastWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The process to be tried: `agencies` say where legs go that a case did not have.

    `most` past cases are taken; a step nobody ever did takes `share` of its stated time.
    """

    procedure: str
    process: Process
    agencies: Mapping[str, str] = field(default_factory=dict)
    most: int = 500
    seed: int = 1
    share: float = 1.0


def simulate_process(draft: Draft, *, past_work: PastWork, schedules: Schedules) -> Comparison:
    """Return lateness and load before and after; raises `NothingToReplayError`."""
    published = past_work.newest(draft.procedure)
    past = past_work.of(draft.procedure, draft.most)
    if published is None or not past.cases:
        raise NothingToReplayError
    schedule_of = _Clocks(schedules, fallback=past.cases[-1].competent).of
    took = efforts(past.runs(), schedule_of)
    window = window_of(past)
    planners = [
        Planner(
            process=process,
            efforts=took,
            agencies=draft.agencies,
            seed=draft.seed,
            share=draft.share,
            cases=past.cases,
        )
        for process in (published.process, draft.process)
    ]
    before, after = (_side(each, past, window, schedule_of) for each in planners)
    return Comparison(
        procedure=draft.procedure,
        version=published.version,
        cases=len(past.cases),
        other=len(past.other),
        window=window,
        seed=draft.seed,
        share=draft.share,
        measured_late=really_late(past),
        officers=staffing(past.runs()),
        before=before,
        after=after,
        guesses=planners[1].guesses,
    )


def _side(planner: Planner, past: Past, window: Window, schedule_of: ScheduleOf) -> Side:
    planned = [(case, planner.plan(case)) for case in past.cases]
    other = [(run, planner.efforts.get(run.id, 0.0)) for run in past.other]
    replayed = Replay(staffing(past.runs()), schedule_of).run(planned, other)
    return side_of(replayed, window, schedule_of)


@dataclass(frozen=True, slots=True, kw_only=False)
class _Clocks:
    """Office clocks; an agency that routing does not know keeps those of `fallback`."""

    schedules: Schedules
    fallback: str

    def of(self, agency: str) -> Schedule:
        try:
            return self.schedules.of(agency)
        except ReferenceMissingError:
            return self.schedules.of(self.fallback)
