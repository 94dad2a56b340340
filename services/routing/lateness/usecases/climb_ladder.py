"""So much of a step's time is used up: those are told whom the ladder names, once a rung."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from kernel.rights import Confidentiality
from kernel.schedule import in_vietnam
from services.routing.lateness.domain.alert import alert_of, reach_of, said_of
from services.routing.lateness.domain.ladder import (
    Addressee,
    Audience,
    Reached,
    addressees,
    climb,
)
from services.routing.lateness.ports import Alerts, Ladders, Rungs
from services.routing.lateness.usecases.find_open_days import find_open_days
from services.routing.process.ports import Agencies, Schedules
from services.routing.work.domain.case import Case
from services.routing.work.domain.task import Task
from services.routing.work.ports import Cases, Colleagues, Events


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
    colleagues: Colleagues,
    events: Events,
    new_id: Callable[[], UUID],
) -> int:
    """Tell of every rung that the open tasks of a case have reached; returns how many alerts.

    What is said names who of the register it is for today, as `list_alerts` shows it to them, and
    the days on which they are there. Nothing is told of a case that is over or whose clock
    stands. Raises `LockTimeoutError` at once when somebody is at work on the case,
    `ReferenceMissingError` while the office clock of a step is missing.
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
        (one.task, alert_of(case, one, to, at, new_id()))
        for one in reached
        for to in addressees(case, one, lambda code: _above(code, agencies))
    ]
    for task, alert in told:
        alerts.add(alert)
        accounts = accounts_of(alert.to, task, case.kept, colleagues, in_vietnam(at).date())
        days = find_open_days(alert.to.agency, at, schedules=schedules)
        events.add(said_of(case, alert, task.agency, accounts, days))
    return len(told)


def accounts_of(
    to: Addressee, task: Task, kept: Confidentiality, colleagues: Colleagues, on: date
) -> Sequence[str]:
    """Return who in office on a day an alert is for, by account; of the register alone."""
    if to.audience is Audience.OFFICER:
        holder = colleagues.find(to.officer or "", on)
        return [] if holder is None or not holder.actor.stands else [holder.actor.subject]
    return [
        one.actor.subject
        for one in colleagues.at(to.agency, on)
        if reach_of(one.actor).holds(to, task.role, kept)
    ]


def _climbed(
    case: Case, at: datetime, ladders: Ladders, schedules: Schedules
) -> tuple[Case, tuple[Reached, ...]]:
    where = {task.agency for task in case.tasks if task.open}
    known = {agency: ladders.newest(agency) for agency in where}
    return climb(case, at, known, {agency: schedules.of(agency) for agency in where})


def _above(code: str, agencies: Agencies) -> str | None:
    agency = agencies.find(code)
    return None if agency is None else agency.parent
