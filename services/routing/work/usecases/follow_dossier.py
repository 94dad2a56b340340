"""Intake says what became of a dossier's clock: the clocks of its legs and steps follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events import Event
from contracts.events.clock import (
    ApologyDue,
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
)
from contracts.events.course import DossierSuspended, SuspensionLifted
from contracts.events.lateness import DossierExtended
from kernel.clock import Clock
from services.routing.process.ports import Schedules
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Case, Suspension
from services.routing.work.domain.receipt import stand_for_payment
from services.routing.work.domain.withdrawing import hold
from services.routing.work.ports import Cases, Events

Told = (
    SupplementRequested
    | DossierSupplemented
    | DossierPaused
    | DossierResumed
    | DossierStopped
    | DossierReplanned
    | ApologyDue
    | DossierExtended
    | DossierSuspended
    | SuspensionLifted
)
"""What moves the clocks of a case, or holds its work up."""

_TERM = "term"


def follow_dossier(
    event: Told, *, cases: Cases, schedules: Schedules, events: Events, clock: Clock
) -> None:
    """Let the case of the dossier follow; a dossier without one has no clocks here.

    Raises `ReferenceMissingError` while an office clock is missing.
    """
    before = cases.lock_for_dossier(event.code)
    if before is None:
        return
    found = {code: schedules.of(code) for code in before.agencies}
    after = _after(before, event, found)
    said: tuple[Event, ...] = ()
    if isinstance(event, DossierSupplemented | DossierResumed):
        since = _ran_since(event)
        after, said = stand_for_payment(before, after, since, clock(), found)
    if after != before:
        cases.save(before, after)
    for word in said:
        events.add(word)


def _ran_since(event: DossierSupplemented | DossierResumed) -> datetime:
    return event.resumed_at if isinstance(event, DossierResumed) else event.supplemented_at


def _after(case: Case, event: Told, found: clocks.Schedules) -> Case:
    match event:
        case SupplementRequested():
            return clocks.suspend(case, Suspension.SUPPLEMENT, event.requested_at, found)
        case DossierPaused():
            # It was said here first: the case stands, or went on while the word was under way.
            return case
        case DossierSupplemented():
            at, due = event.supplemented_at, event.due_at
            return clocks.run_on(case, at, due, found, anew=True)
        case DossierResumed():
            return clocks.run_on(case, event.resumed_at, event.due_at, found, anew=False)
        case DossierStopped():
            return clocks.stop(case, event.stopped_at)
        case _:
            return _noted(case, event, found)


def _noted(
    case: Case,
    event: ApologyDue | DossierReplanned | DossierExtended | DossierSuspended | SuspensionLifted,
    found: clocks.Schedules,
) -> Case:
    match event:
        case DossierSuspended():
            return hold(case, event.suspended_at)
        case SuspensionLifted():
            return hold(case, None)
        case _:
            return _dated(case, event, found)


def _dated(
    case: Case, event: ApologyDue | DossierReplanned | DossierExtended, found: clocks.Schedules
) -> Case:
    if isinstance(event, ApologyDue):
        return replace(case, apology_since=event.at)
    if isinstance(event, DossierExtended):
        return clocks.follow(replace(case, due_at=event.due_at, apology_since=None), found)
    if event.clock != _TERM or case.suspended is not None:
        return case
    return clocks.follow(replace(case, due_at=event.new_at), found)
