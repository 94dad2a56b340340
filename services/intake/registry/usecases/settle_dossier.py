"""Routing says that the case was decided: the dossier has its result, its clock ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.intake import DossierFinished
from contracts.events.routing import CaseDecided
from kernel.schedule import in_vietnam
from kernel.status import Status
from services.intake.catalogue.domain.fee import FeeMoment
from services.intake.registry.domain.content import Fee
from services.intake.registry.domain.dossier import Dossier, Outcome, SubStatus, settle
from services.intake.registry.domain.due_date import dated
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.ledger import ClockEntry, void_stop_entry
from services.intake.registry.domain.past_case import is_past
from services.intake.registry.domain.timeline import (
    EntryKind,
    TimelineEntry,
    by_officer,
    entry,
)
from services.intake.registry.ports import Changed, Dossiers, Events, Reference
from services.intake.registry.usecases.find_clock import find_clock

_STANDING = frozenset({Status.SUPPLEMENT_REQUESTED, Status.OBLIGATION_REQUESTED})


def settle_dossier(
    decided: CaseDecided, *, reference: Reference, dossiers: Dossiers, events: Events
) -> Dossier | None:
    """Move the dossier from 4 to 9 and compare with its due date.

    None for the decision of a case it no longer has, because its reception was corrected.

    A decision that was signed before routing heard that the clock stands counts, and the stop
    does not: the date is as it was before. Raises `DossierNotFoundError`,
    `IllegalTransitionError`.
    """
    dossier = dossiers.lock(decided.dossier)
    if dossier is None:
        raise DossierNotFoundError
    if is_past(dossier, decided.case_number):
        return None
    at = in_vietnam(decided.decided_at)
    ledger: tuple[ClockEntry, ...] = ()
    running = dossier
    if dossier.status in _STANDING and dossier.was_accepted:
        running, row = _as_before(dossier, at, reference)
        ledger = (row,)
    settled, said = settle(
        running,
        at=at,
        outcome=Outcome(decided.outcome),
        result_number=decided.result_number,
        waits_for=_waits_for(dossiers.fee(dossier.code)),
    )
    line = _line(decided, said, at)
    dossiers.save(Changed(dossier=settled, timeline=(line,), ledger=ledger))
    events.add(said)
    return settled


def _line(decided: CaseDecided, said: DossierFinished, at: datetime) -> TimelineEntry:
    return entry(
        EntryKind.FINISHED,
        at=at,
        by=by_officer(decided.officer, role=None, agency=decided.agency),
        data={
            "outcome": said.outcome,
            "result_number": decided.result_number,
            "timeliness": said.timeliness,
        },
    )


def _waits_for(fee: Fee) -> SubStatus:
    return SubStatus.WAITING_FEE if fee.due(FeeMoment.RETURN) else SubStatus.WAITING_RETURN


def _as_before(dossier: Dossier, at: datetime, reference: Reference) -> tuple[Dossier, ClockEntry]:
    """Return the dossier with the clock it had before it was stopped, for the comparison."""
    legal = find_clock(dossier, on=at.date(), reference=reference)
    interruptions = dossier.interruptions
    if dossier.status is Status.OBLIGATION_REQUESTED:
        interruptions = interruptions[:-1]
    since = dossier.accepted_at or at
    deadline = legal.deadline(since, interruptions)
    running = replace(
        dossier,
        status=Status.IN_PROGRESS,
        interruptions=interruptions,
        **dated(legal.due(deadline, since=since)),
    )
    return running, void_stop_entry(deadline, at=at, by=None)
