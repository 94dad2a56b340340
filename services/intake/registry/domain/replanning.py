"""The dates of an open dossier computed anew, because the calendar changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from contracts.events.clock import DossierReplanned
from kernel.deadline import Deadline
from kernel.limits import Limit
from kernel.moves import Move
from kernel.status import Status
from kernel.text import Text
from services.intake.catalogue.domain.calendar_change import (
    ChangedDay,
    ground_of,
    reason_of,
)
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.due_date import dated
from services.intake.registry.domain.ledger import ClockEntry, ClockName, move_document
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import (
    RUNNING,
    after,
    awaits_answer,
    awaits_confirmation,
    first_limit,
    instant_of,
)

REPLAN = "replan"
"""The rule of the ledger's rows that a calendar wrote."""


@dataclass(frozen=True, kw_only=True)
class CalendarChange:
    """From which version to which, with the days that differ and the notice."""

    calendar: str
    version: int
    days: tuple[ChangedDay, ...]
    notice: str | None

    @cached_property
    def ground(self) -> str:
        """Return the notice, the same for every dossier."""
        return ground_of(self.days, self.notice)

    @cached_property
    def reason(self) -> Text:
        """Return in words why dates move."""
        return reason_of(self.days, self.ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A dossier with its dates by the new calendar.

    `clock` is the date that now runs, `old_at` and `new_at` that date before and after (the same
    when nothing moved); `entry` and `event` are None where there is nothing to tell. `changed`
    says whether anything but the number of the version is to be stored: an alert may move alone.
    """

    dossier: Dossier
    clock: ClockName
    old_at: datetime | None
    new_at: datetime | None
    entry: ClockEntry | None
    event: DossierReplanned | None
    changed: bool = True

    @property
    def moved(self) -> bool:
        """Tell whether the date is another one now."""
        return self.old_at != self.new_at


def replan(
    dossier: Dossier, clock: LegalClock, change: CalendarChange, now: datetime
) -> Replanned:
    """Return an open dossier as the calendar of `clock` has it.

    Raises `CalendarYearMissingError` where the new calendar does not reach.
    """
    name, old, found, changed = _computed(dossier, clock)
    new, provisional, moves = found
    told = old != new or (
        name is ClockName.TERM and dossier.due_provisional is not changed["due_provisional"]
    )
    calendar = clock.schedule.calendar
    changed |= {
        "version": dossier.version + told,
        "calendar": calendar.id,
        "calendar_version": calendar.version,
    }
    moved = replace(dossier, **changed)
    next_limit = _next_limit(dossier.next_limit, moved, now)
    if next_limit is not moved.next_limit:
        moved = replace(moved, next_limit=next_limit)
    entry, event = None, None
    if told:
        entry = _entry(change, name, old, new, provisional=provisional, moves=moves(), now=now)
    if old is not None and old != new:
        event = _event(moved, change, name, old, new, provisional=provisional, now=now)
    return Replanned(
        dossier=moved,
        clock=name,
        old_at=old,
        new_at=new,
        entry=entry,
        event=event,
        changed=told or _limits(dossier) != _limits(moved),
    )


def _limits(dossier: Dossier) -> tuple[object, ...]:
    return (
        dossier.next_limit,
        dossier.received_at,
        dossier.staff_alert_at,
        dossier.head_alert_at,
        dossier.apology_at,
    )


_Found = tuple[datetime, bool, Callable[[], tuple[Move, ...]]]
# Words are made only for a date that is told.


def _computed(
    dossier: Dossier, clock: LegalClock
) -> tuple[ClockName, datetime | None, _Found, dict[str, Any]]:
    if awaits_answer(dossier):
        return _answer(dossier, clock)
    if dossier.status is Status.SUPPLEMENT_REQUESTED and dossier.supplement_asked_at:
        limit = clock.supplement_by(dossier.supplement_asked_at)
        changed = {"supplement_by": limit.at}
        return ClockName.SUPPLEMENT, dossier.supplement_by, _found(limit), changed
    if awaits_confirmation(dossier) and dossier.draft_offered_at and clock.draft:
        limit = clock.confirm_by(dossier.draft_offered_at, clock.draft)
        changed = {"confirm_by": limit.at}
        return ClockName.CONFIRMATION, dossier.confirm_by, _found(limit), changed
    if dossier.status not in RUNNING or dossier.accepted_at is None:
        raise ValueError(dossier.code)
    deadline = clock.deadline(dossier.accepted_at, dossier.interruptions)
    since = max((dossier.accepted_at, *(each.at for each in dossier.interruptions)))
    changed = dated(clock.due(deadline, since=since)) | {"sub_status": dossier.sub_status}
    return ClockName.TERM, dossier.due_at, _found(deadline), changed


def _answer(
    dossier: Dossier, clock: LegalClock
) -> tuple[ClockName, datetime | None, _Found, dict[str, Any]]:
    """Find by when the desk answers; what was received on a day now off counts from the next."""
    sent_at = dossier.supplemented_at or dossier.filed_at
    received = clock.reception(sent_at, at_desk=not dossier.channel.electronic).at
    staff, head = clock.alerts(received)
    limit = clock.answer_by(received, dossier.channel)
    changed = {"answer_by": limit.at, "staff_alert_at": staff, "head_alert_at": head}
    name = "received_at" if dossier.supplemented_at is None else "supplemented_at"
    return ClockName.ANSWER, dossier.answer_by, _found(limit), changed | {name: received}


def _found(date: Deadline | Limit) -> _Found:
    at = date.due_at if isinstance(date, Deadline) else date.at
    return at, date.provisional, lambda: date.moves


def _next_limit(before: LimitKind | None, dossier: Dossier, now: datetime) -> LimitKind | None:
    """Return what the timer waits for: what is due and was not done, else what is to come.

    A limit that had passed comes again when its new instant lies ahead; one that the new dates
    have no room for (an apology in a short term) is passed over.
    """
    if before is not None and _has_come(dossier, before, now):
        return before
    kind: LimitKind | None = first_limit(dossier)
    while kind is not None and _has_come(dossier, kind, now):
        kind = after(kind)
    return kind


def _has_come(dossier: Dossier, kind: LimitKind, now: datetime) -> bool:
    at = instant_of(dossier, kind)
    return at is not None and at <= now


def _entry(
    change: CalendarChange,
    clock: ClockName,
    old: datetime | None,
    new: datetime,
    *,
    provisional: bool,
    moves: Sequence[Move],
    now: datetime,
) -> ClockEntry:
    return ClockEntry(
        clock=clock,
        at=now,
        rule=REPLAN,
        ground=change.ground,
        text=change.reason,
        old_due_at=old,
        new_due_at=new,
        provisional=provisional,
        by=None,
        moves=tuple(map(move_document, moves)),
    )


def _event(
    dossier: Dossier,
    change: CalendarChange,
    clock: ClockName,
    old: datetime,
    new: datetime,
    *,
    provisional: bool,
    now: datetime,
) -> DossierReplanned:
    return DossierReplanned(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        clock=clock.value,
        old_at=old,
        new_at=new,
        provisional=provisional,
        calendar=change.calendar,
        calendar_version=change.version,
        ground=change.ground,
        replanned_at=now,
    )
