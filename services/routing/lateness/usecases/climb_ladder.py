"""So much of a step's time is used up: those are told whom the ladder names, once a rung."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.routing.lateness.domain.alert import alert_of, said_of
from services.routing.lateness.domain.ladder import Reached, addressees, climb
from services.routing.lateness.ports import Alerts, Ladders, Rungs
from services.routing.process.ports import Agencies, Schedules
from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases, Events


def climb_ladder(
    dossier: str,
    *,
    at: datetime,
    cases: Cases,
    ladders: Ladders,
    agencies: Agencies,
    schedules: Schedules,
    rungs: Rungs,
    alerts: Alerts,
    events: Events,
    new_id: Callable[[], UUID],
) -> int:
    """Tell of every rung that the open tasks of a case have reached; returns how many alerts.

    Nothing is told of a case that is over or whose clock stands. Raises `LockTimeoutError` at
    once when somebody is at work on the case, `ReferenceMissingError` while an office clock is
    missing.
    """
    before = cases.lock_for_dossier(dossier, wait=False)
    if before is None:
        return 0
    case, reached = _climbed(before, at, ladders, schedules)
    if not reached:
        rungs.follow(None, before)  # rung too early: its time was put off meanwhile
        return 0
    cases.save(before, case)
    told = [
        (one.task.agency, alert_of(case, one, to, at, new_id()))
        for one in reached
        for to in addressees(case, one, lambda code: _above(code, agencies))
    ]
    for agency, alert in told:
        alerts.add(alert)
        events.add(said_of(case, alert, agency))
    return len(told)


def _climbed(
    case: Case, at: datetime, ladders: Ladders, schedules: Schedules
) -> tuple[Case, tuple[Reached, ...]]:
    where = {task.agency for task in case.tasks if task.open}
    known = {agency: ladders.newest(agency) for agency in where}
    return climb(case, at, known, {agency: schedules.of(agency) for agency in where})


def _above(code: str, agencies: Agencies) -> str | None:
    agency = agencies.find(code)
    return None if agency is None else agency.parent
