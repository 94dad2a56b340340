"""When a leg is late, read off what a transition changed of its case.

One line for one lateness. A leg has one term from its start on; a pause stops it, a return to a
finished leg or a correction of an error does not begin a new one, papers asked for do. Whoever
passes its term stands in the register once, however often the leg comes back inside that term.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.routing.lateness.domain.violation import Cause, StruckBecause
from services.routing.work.domain.case import Case, CaseStatus, Leg, LegStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A leg that did not keep `due_at`, in the term that began at `since`."""

    dossier: str
    procedure: str
    leg: str
    agency: str
    officer: str | None
    cause: Cause
    due_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A date that is measured by was `due_at` and is no longer, and `because` of what.

    That of a `leg`; None: that of the whole dossier.
    """

    dossier: str
    leg: str | None = None
    due_at: datetime
    because: StruckBecause = StruckBecause.REPLANNED


def changes(before: Case, after: Case) -> Iterator[Late | Moved]:
    """Return what a transition says of lateness; what was measured wrongly stands in front."""
    if after.status is CaseStatus.MOVED:
        yield from _void(before)
        return
    if _put_off(before, after) and before.due_at is not None:
        yield Moved(dossier=after.dossier, due_at=before.due_at)
    for old, leg in zip(before.legs, after.legs, strict=True):
        if (_measured_anew(old, leg) or _stopped_in_time(old, leg)) and old.late_at is not None:
            yield Moved(dossier=after.dossier, leg=leg.id, due_at=old.late_at)
        if leg.lapsed and not old.lapsed and old.silent_at is not None:
            yield _late(before, old, Cause.SILENCE, old.late_at or old.silent_at)
        elif _stopped_late(old, leg) and old.late_at is not None:
            yield _late(before, old, Cause.WORK, old.late_at)
        elif _finished_late(old, leg) and leg.late_at is not None:
            yield _late(after, leg, Cause.SILENCE if leg.lapsed else Cause.WORK, leg.late_at)


def over_term(case: Case, leg_id: str, at: datetime) -> Late | None:
    """Return the lateness of a leg still at work at an instant; None where it keeps its term."""
    leg = case.leg(leg_id)
    if leg.status is not LegStatus.RUNNING or leg.late_at is None or at <= leg.late_at:
        return None
    return _late(case, leg, Cause.WORK, leg.late_at)


def _put_off(before: Case, after: Case) -> bool:
    """Tell whether the due date is a later one now; a clock that stands measures nothing."""
    old, new = before.due_at, after.due_at
    return old is not None and new is not None and new > old


def _void(case: Case) -> Iterator[Moved]:
    if case.due_at is not None:
        yield Moved(dossier=case.dossier, due_at=case.due_at, because=StruckBecause.MOVED)
    for leg in case.legs:
        if leg.late_at is not None:
            yield Moved(
                dossier=case.dossier,
                leg=leg.id,
                due_at=leg.late_at,
                because=StruckBecause.MOVED,
            )


def _measured_anew(old: Leg, leg: Leg) -> bool:
    same_run = old.status is leg.status and old.started_at == leg.started_at
    return same_run and leg.late_at is not None and old.late_at != leg.late_at


def _stopped_in_time(old: Leg, leg: Leg) -> bool:
    """Tell whether a clock that stops has something left: nothing was late until then.

    By an older calendar, or before the word of the stop came, it may have been found late. A
    minute that a consulted agency is left is no time of its own (`clocks.suspend`).
    """
    stops = leg.status is LegStatus.RUNNING and leg.late_at is None and old.late_at is not None
    least = 1 if old.silent_at is not None else 0
    return stops and leg.clock_minutes is not None and leg.clock_minutes > least


def _stopped_late(old: Leg, leg: Leg) -> bool:
    """Tell whether the clock of a leg at work stops with nothing left.

    The timer that finds it late may not have come, and has no date when the clock runs on.
    """
    at_work = old.status is leg.status is LegStatus.RUNNING and old.silent_at is None
    return at_work and leg.late_at is None and leg.clock_minutes == 0


def _finished_late(old: Leg, leg: Leg) -> bool:
    """Tell whether the leg is found late by having ended, now or by a date measured anew."""
    if leg.status is not LegStatus.FINISHED or leg.late_at is None or leg.finished_at is None:
        return False
    news = old.status is not LegStatus.FINISHED or old.late_at != leg.late_at
    return news and leg.finished_at > leg.late_at


def _late(case: Case, leg: Leg, cause: Cause, due_at: datetime) -> Late:
    began = leg.started_at or case.opened_at
    return Late(
        dossier=case.dossier,
        procedure=case.procedure,
        leg=leg.id,
        agency=leg.agency,
        officer=_officer(case, leg.id),
        cause=cause,
        due_at=due_at,
        since=max(began, leg.clock_from or began),
    )


def _officer(case: Case, leg: str) -> str | None:
    """Return who holds the open task of the leg, or ended the last one."""
    tasks = sorted((task for task in case.tasks if task.leg == leg), key=lambda task: task.open)
    return (tasks[-1].assignee or tasks[-1].ended_by) if tasks else None
