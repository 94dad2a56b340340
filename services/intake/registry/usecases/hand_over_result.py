"""The desk hands the result to the citizen."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier, hand_over
from services.intake.registry.domain.filing import DeliveryMethod
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events
from services.intake.registry.usecases.claim_dossier import claim_dossier


def hand_over_result(
    code: str,
    version: int,
    method: DeliveryMethod,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    events: Events,
) -> Dossier:
    """Hand over the result of the dossier as read at `version`.

    Raises what `claim_dossier` raises and `IllegalTransitionError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.HAND_OVER_RESULT, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    handed, said = hand_over(dossier, at=at, method=method, officer=actor.subject)
    line = entry(EntryKind.HANDED_OVER, at=at, by=by_actor(actor), data={"method": method.value})
    dossiers.save(Changed(dossier=handed, timeline=(line,)))
    events.add(said)
    return handed
