"""The desk does not accept a dossier, and says why (Form 03)."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier, refuse
from services.intake.registry.domain.limits import late_answer
from services.intake.registry.domain.refusal import Refusal
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events
from services.intake.registry.usecases.claim_dossier import claim_dossier


def refuse_dossier(
    code: str,
    version: int,
    refusal: Refusal,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    events: Events,
) -> Dossier:
    """Refuse the dossier as read at `version`.

    Raises what `claim_dossier` raises and `IllegalTransitionError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.REFUSE_DOSSIER, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    late = late_answer(dossier, at)
    if late is not None:
        events.add(late)
    refused, said = refuse(dossier, at=at, refusal=refusal, officer=actor.subject)
    line = entry(EntryKind.REFUSED, at=at, by=by_actor(actor), data={"reason": refusal.code.value})
    dossiers.save(Changed(dossier=refused, timeline=(line,)))
    events.add(said)
    return refused
