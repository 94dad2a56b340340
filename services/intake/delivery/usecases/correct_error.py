"""Whose decision it was takes it back before it is handed over, to correct an error."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.delivery.ports import Corrections, SettledDossiers
from services.intake.delivery.usecases.take_back import take_back
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.reopening import Cause, Correction
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Events
from services.intake.registry.usecases.claim_dossier import claim_dossier


def correct_error(
    code: str,
    version: int,
    reason: str,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: SettledDossiers,
    corrections: Corrections,
    events: Events,
) -> Dossier:
    """Take the result of the dossier as read at `version` back (Decree 61/2018 art. 21(1)).

    Raises what `claim_dossier` raises, and `IllegalTransitionError` before there is a result or
    once it was handed over.
    """
    dossier = claim_dossier(
        code, version, action=Action.CORRECT_ERROR, actor=actor, dossiers=dossiers
    )
    correction = Correction(
        at=in_vietnam(clock()), by=by_actor(actor), cause=Cause.ERROR, reason=reason
    )
    return take_back(
        dossier, correction, dossiers=dossiers, corrections=corrections, events=events
    )
