"""How much work a task was: office time of its officer, shared with what else was held.

From taking a task to ending it often pass days in which its officer does something else. Each
minute of an officer is shared evenly among the tasks held then, so that all tasks together never
are more work than there was time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from kernel.schedule import MINUTE
from kernel.working_time import Schedule
from services.routing.simulation.domain.past import PastRun

ScheduleOf = Callable[[str], Schedule]


def efforts(runs: Iterable[PastRun], schedule_of: ScheduleOf) -> Mapping[UUID, float]:
    """Return the minutes each run took: of work, or of waiting where a system did it."""
    held: dict[tuple[str, str], list[PastRun]] = defaultdict(list)
    found: dict[UUID, float] = {}
    for run in runs:
        if run.by_system:
            found[run.id] = _open_minutes(run, schedule_of(run.unit.agency))
        elif not run.lapsed:
            held[run.unit.agency, run.holder].append(run)
    for (agency, _), mine in held.items():
        found |= _shared(mine, schedule_of(agency))
    return found


def _open_minutes(run: PastRun, schedule: Schedule) -> float:
    passed = schedule.open_time_until(run.ended_at) - schedule.open_time_until(run.started_at)
    return max(passed, 0) / MINUTE


def _shared(runs: list[PastRun], schedule: Schedule) -> dict[UUID, float]:
    """Share the open time of one officer among the runs held at each moment."""
    moments: list[tuple[int, bool, UUID]] = []
    for run in runs:
        begins = schedule.open_time_until(run.held_from)
        ends = max(begins, schedule.open_time_until(run.ended_at))
        moments += [(begins, True, run.id), (ends, False, run.id)]
    spent = {run.id: 0.0 for run in runs}
    now_held: set[UUID] = set()
    before = 0
    for moment, takes, run_id in sorted(moments, key=lambda each: each[:2]):
        for one in now_held:
            spent[one] += (moment - before) / len(now_held) / MINUTE
        before = moment
        (now_held.add if takes else now_held.discard)(run_id)
    return spent
