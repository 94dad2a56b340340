"""A financial obligation stops the clock; what was left of the term runs on when it is met.

Code 6, for taxes and land money: neither the treasury's time nor the citizen's is the agency's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.clock import DossierPaused, DossierResumed
from kernel.deadline import Interruption, InterruptionKind
from kernel.schedule import in_vietnam
from kernel.status import Status, Trigger, check_transition
from services.intake.registry.domain.dossier import Dossier, SubStatus
from services.intake.registry.domain.due_date import NO_DUE_DATE, DueDate, dated


def pause(dossier: Dossier, *, at: datetime, officer: str | None) -> tuple[Dossier, DossierPaused]:
    """Wait for the applicant to pay (4 to 6), as `officer` found: the clock stops.

    Raises `IllegalTransitionError`.
    """
    check_transition(dossier.status, Status.OBLIGATION_REQUESTED)
    paused = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.OBLIGATION_REQUESTED,
        sub_status=None,
        interruptions=interrupted(dossier.interruptions, InterruptionKind.STOP, at),
        obligation_asked_at=at,
        **NO_DUE_DATE,
    )
    return paused, DossierPaused(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        paused_at=at,
        officer=officer,
    )


def require_paused(dossier: Dossier) -> None:
    """Raise `IllegalTransitionError` unless a payment is waited for."""
    check_transition(dossier.status, Status.IN_PROGRESS, by=(Trigger.MEET_OBLIGATION,))


def resume(
    dossier: Dossier,
    *,
    at: datetime,
    due: DueDate,
    interruptions: tuple[Interruption, ...],
    officer: str | None,
) -> tuple[Dossier, DossierResumed]:
    """Go on when it is paid (6 to 4), as `officer` entered. Raises `IllegalTransitionError`."""
    require_paused(dossier)
    running = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.IN_PROGRESS,
        obligation_asked_at=None,
        interruptions=interruptions,
        **{**dated(due), "sub_status": SubStatus.SUSPENDED if dossier.suspended_at else None},
    )
    return running, DossierResumed(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        resumed_at=at,
        due_at=running.due_at,
        due_provisional=running.due_provisional,
        officer=officer,
    )


def interrupted(
    before: tuple[Interruption, ...], kind: InterruptionKind, at: datetime
) -> tuple[Interruption, ...]:
    """Return the interruptions with one more, never earlier than the one that went before it.

    Papers filed at night count from the next morning: what is stopped before that, stops then.
    """
    return in_order(before, Interruption(kind=kind, at=at))


def in_order(before: tuple[Interruption, ...], one: Interruption) -> tuple[Interruption, ...]:
    """Return the interruptions with `one` behind them, at the instant of the last at the least."""
    local = in_vietnam(one.at)
    latest = max((in_vietnam(each.at) for each in before), default=local)
    return (*before, replace(one, at=max(latest, local)))
