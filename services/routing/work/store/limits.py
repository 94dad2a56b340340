"""The timers of legs and of enquiries: one row for each limit that runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from chassis.timers import Timers
from services.routing.work.domain.case import Case, Leg, LegStatus
from services.routing.work.domain.task import Task

CONSULTATION = "consultation"
"""The kind of the timer at which silence counts; the subject is `<dossier>/<leg>`."""

LEG_LATE = "leg-late"
"""The kind of the timer at which a leg's own term is over; the subject is the same."""


SYSTEM_SILENT = "system-silent"
"""The kind of the timer at which a system's time to answer is over; `<dossier>/<task>`."""


def watch_limits(tx: Connection, before: Case | None, after: Case) -> None:
    """Let the timers of every leg and enquiry follow their limits: set, moved or dropped."""
    known = {} if before is None else {leg.id: leg for leg in before.legs}
    _watch_systems(tx, before, after)
    for leg in after.legs:
        for kind, limit in _LIMITS.items():
            old = None if leg.id not in known else limit(known[leg.id])
            _follow(tx, kind, f"{after.dossier}/{leg.id}", old, limit(leg))


def _watch_systems(tx: Connection, before: Case | None, after: Case) -> None:
    known = {} if before is None else {task.id: task for task in before.tasks}
    for task in after.tasks:
        subject = f"{after.dossier}/{task.id}"
        old = _until(known.get(task.id))
        _follow(tx, SYSTEM_SILENT, subject, old, _until(task))


def _follow(
    tx: Connection, kind: str, subject: str, old: datetime | None, new: datetime | None
) -> None:
    if new == old:
        return
    if new is None:
        Timers(tx).cancel(kind=kind, subject=subject)
    else:
        Timers(tx).set(kind=kind, subject=subject, due_at=new)


def _until(task: Task | None) -> datetime | None:
    return None if task is None or task.enquiry is None else task.enquiry.until


def _silent_at(leg: Leg) -> datetime | None:
    return leg.silent_at


def _late_at(leg: Leg) -> datetime | None:
    """Return when the leg is found late; of a consultation its silence finds it."""
    watched = leg.status is LegStatus.RUNNING and leg.silent_at is None and not leg.lapsed
    return leg.late_at if watched else None


_LIMITS: dict[str, Callable[[Leg], datetime | None]] = {
    CONSULTATION: _silent_at,
    LEG_LATE: _late_at,
}
