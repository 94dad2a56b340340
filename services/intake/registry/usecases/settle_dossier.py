"""Routing says that the case was decided: the dossier has its result, its clock ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.intake import DossierFinished
from contracts.events.result import DraftResultOffered
from contracts.events.routing import CaseDecided
from kernel.clock import Clock
from kernel.errors import UnavailableError
from kernel.schedule import in_vietnam
from kernel.status import Status
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier, Outcome, SubStatus, settle
from services.intake.registry.domain.draft_result import draft_to_offer, offer
from services.intake.registry.domain.due_date import dated
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.ledger import (
    ClockEntry,
    confirmation_limit_entry,
    void_stop_entry,
)
from services.intake.registry.domain.past_case import is_past
from services.intake.registry.domain.timeline import (
    EntryKind,
    TimelineEntry,
    by_officer,
    entry,
)
from services.intake.registry.domain.waiting import waits_for
from services.intake.registry.ports import Changed, Dossiers, Events, Reference
from services.intake.registry.usecases.find_clock import find_clock

_STANDING = frozenset({Status.SUPPLEMENT_REQUESTED, Status.OBLIGATION_REQUESTED})


def settle_dossier(
    decided: CaseDecided,
    *,
    clock: Clock,
    reference: Reference,
    dossiers: Dossiers,
    events: Events,
) -> Dossier | None:
    """Move the dossier from 4 to 9 and compare with its due date.

    Where its procedure says so the owner then checks a draft of the result: their time runs from
    now, and not from a decision that was long on its way. None for the decision of a case it no
    longer has, because its reception was corrected.

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
    running, ledger = _running(dossier, at, reference)
    outcome, now = Outcome(decided.outcome), in_vietnam(clock())
    draft = _draft(dossier, outcome, reference)
    waits = SubStatus.WAITING_CONFIRMATION if draft else waits_for(dossiers.fee(dossier.code))
    number, officer = decided.result_number, decided.officer or None
    settled, said = settle(
        running, at=at, outcome=outcome, result_number=number, officer=officer, waits_for=waits
    )
    changed = Changed(dossier=settled, timeline=(_line(decided, said, at),), ledger=ledger)
    events.add(said)
    if draft is not None:
        legal = find_clock(dossier, on=now.date(), reference=reference)
        changed, offered = _with_draft(changed, draft, legal, now, officer)
        events.add(offered)
    dossiers.save(changed)
    return changed.dossier


def _draft(dossier: Dossier, outcome: Outcome, reference: Reference) -> DraftStep | None:
    """Return the step by which the owner checks a draft of this result, if they do."""
    version = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    if version is None:
        raise UnavailableError
    step = version.procedure.confirm_draft
    return draft_to_offer(step, outcome, objections=dossier.objections)


def _with_draft(
    changed: Changed, draft: DraftStep, legal: LegalClock, at: datetime, officer: str | None
) -> tuple[Changed, DraftResultOffered]:
    """Return the change with what offering the draft adds to it."""
    limit = legal.confirm_by(at, draft)
    offered, said = offer(
        changed.dossier, at=at, limit=limit, draft=draft, clock=legal, officer=officer
    )
    line = entry(EntryKind.DRAFT_OFFERED, at=at, data={"confirm_by": limit.at.isoformat()})
    return Changed(
        dossier=offered,
        timeline=(*changed.timeline, line),
        ledger=(*changed.ledger, confirmation_limit_entry(limit, at=at)),
    ), said


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


def _running(
    dossier: Dossier, at: datetime, reference: Reference
) -> tuple[Dossier, tuple[ClockEntry, ...]]:
    """Return the dossier with a clock that runs, and the row that says why it does."""
    if dossier.status not in _STANDING or not dossier.was_accepted:
        return dossier, ()
    running, row = _as_before(dossier, at, reference)
    return running, (row,)


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
