"""The desk gives the result to the citizen."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.delivery.domain.handover import (
    Delivered,
    HandOver,
    capacity_of,
    require_fee,
)
from services.intake.delivery.ports import HandOvers
from services.intake.registry.domain.dossier import Dossier, hand_over
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events
from services.intake.registry.usecases.claim_dossier import claim_dossier


def hand_over_result(
    code: str,
    version: int,
    delivered: Delivered,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    handovers: HandOvers,
    events: Events,
) -> Dossier:
    """Hand over the result of the dossier as read at `version`; who received it is written down.

    A fee due at return is taken first (rule 7 of the shipped rule set). Raises what
    `claim_dossier` raises, `IllegalTransitionError`, `ReturnFeeUnpaidError`,
    `ReceiverWithoutRightError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.HAND_OVER_RESULT, actor=actor, dossiers=dossiers
    )
    at, by = in_vietnam(clock()), by_actor(actor)
    handed, said = hand_over(dossier, at=at, method=delivered.method, officer=actor.subject)
    require_fee(dossiers.fee(code), delivered.fee)
    receiver = delivered.receiver
    capacity = capacity_of(receiver, dossier.parties) if receiver else None
    handovers.add(code, HandOver(at=at, by=by, delivered=delivered, capacity=capacity))
    data = {"method": delivered.method.value} | ({"capacity": capacity.value} if capacity else {})
    line = entry(EntryKind.HANDED_OVER, at=at, by=by, data=data)
    dossiers.save(Changed(dossier=handed, timeline=(line,)))
    events.add(said)
    return handed
