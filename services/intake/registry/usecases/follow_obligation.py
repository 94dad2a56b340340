"""Routing found a financial obligation, or heard that it is met: the clock stops and runs on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.events.routing import ObligationFound, ObligationMet
from kernel.deadline import ClockStoppedError, InterruptionKind
from kernel.rules import Rule
from kernel.schedule import in_vietnam
from kernel.status import Status
from kernel.term import Left
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.ledger import running_entry, stop_entry
from services.intake.registry.domain.obligation import (
    interrupted,
    pause,
    require_paused,
    resume,
)
from services.intake.registry.domain.past_case import is_past
from services.intake.registry.domain.timeline import EntryKind, by_officer, entry
from services.intake.registry.ports import Changed, Dossiers, Events, Reference
from services.intake.registry.usecases.find_clock import find_clock

_NOTHING_NEW = {
    ObligationFound: {Status.SUPPLEMENT_REQUESTED, Status.OBLIGATION_REQUESTED},
    ObligationMet: {Status.SUPPLEMENT_REQUESTED, Status.IN_PROGRESS},
}
"""Where the clock stands already, or was never stopped for this money."""


def follow_obligation(
    event: ObligationFound | ObligationMet,
    *,
    reference: Reference,
    dossiers: Dossiers,
    events: Events,
) -> None:
    """Stop the clock (4 to 6), or let the rest of the term run (6 to 4).

    What a case owed that the dossier no longer has stops nothing, nor does money that is found to
    be owed while papers are waited for: routing says so again when they are in. Raises
    `DossierNotFoundError`, `IllegalTransitionError`.
    """
    dossier = _locked(event.dossier, dossiers)
    if is_past(dossier, event.case_number) or dossier.status in _NOTHING_NEW[type(event)]:
        return
    if isinstance(event, ObligationFound):
        _pause(event, reference=reference, dossiers=dossiers, events=events)
    else:
        _resume(event, reference=reference, dossiers=dossiers, events=events)


def _pause(
    found: ObligationFound, *, reference: Reference, dossiers: Dossiers, events: Events
) -> None:
    dossier = _locked(found.dossier, dossiers)
    at = in_vietnam(found.found_at)
    paused, said = pause(dossier, at=at, officer=found.officer or None)
    legal = find_clock(dossier, on=at.date(), reference=reference)
    by = by_officer(found.officer, role=None, agency=found.agency)
    stop = stop_entry(
        dossier,
        at=at,
        ground=legal.rules.on(at.date()).grounds[Rule.STOP],
        left=_left(paused, at, legal),
        by=by,
    )
    line = entry(EntryKind.PAUSED, at=at, by=by)
    dossiers.save(Changed(dossier=paused, timeline=(line,), ledger=(stop,)))
    events.add(said)


def _resume(
    met: ObligationMet, *, reference: Reference, dossiers: Dossiers, events: Events
) -> None:
    dossier = _locked(met.dossier, dossiers)
    require_paused(dossier)
    at = in_vietnam(met.met_at)
    legal = find_clock(dossier, on=at.date(), reference=reference)
    interruptions = interrupted(dossier.interruptions, InterruptionKind.RESUME, at)
    deadline = legal.deadline(dossier.accepted_at or at, interruptions)
    running, said = resume(
        dossier,
        at=at,
        due=legal.due(deadline, since=at),
        interruptions=interruptions,
        officer=met.officer or None,
    )
    by = by_officer(met.officer, role=None, agency=met.agency)
    line = entry(EntryKind.RESUMED, at=at, by=by, data=_receipt(met))
    row = running_entry(deadline, Rule.RESUME, at=at, by=by)
    dossiers.save(Changed(dossier=running, timeline=(line,), ledger=(row,)))
    events.add(said)


def _receipt(met: ObligationMet) -> dict[str, Any]:
    """Return the treasury's receipt, where the payment has one."""
    if met.receipt_number is None:
        return {}
    return {
        "receipt_number": met.receipt_number,
        "paid_on": met.paid_on and met.paid_on.isoformat(),
        "amount": met.amount,
    }


def _left(paused: Dossier, at: datetime, legal: LegalClock) -> Left:
    try:
        legal.deadline(paused.accepted_at or at, paused.interruptions)
    except ClockStoppedError as stopped:
        return stopped.left
    return Left(0, legal.term.unit)  # it had run out before it stopped


def _locked(code: str, dossiers: Dossiers) -> Dossier:
    dossier = dossiers.lock(code)
    if dossier is None:
        raise DossierNotFoundError
    return dossier
