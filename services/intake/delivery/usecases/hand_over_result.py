"""The desk gives the result to the citizen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.delivery.domain.handover import (
    Delivered,
    HandOver,
    capacity_of,
    require_fee,
)
from services.intake.delivery.domain.on_its_way import require_not_on_its_way
from services.intake.delivery.domain.posting import fee_of
from services.intake.delivery.ports import HandOvers, Postings, Returned
from services.intake.registry.domain.dossier import Dossier, hand_over
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events
from services.intake.registry.ports.mandates import Mandates
from services.intake.registry.usecases.claim_dossier import claim_dossier
from services.intake.registry.usecases.rely_on_mandate import receive_under


def hand_over_result(
    code: str,
    version: int,
    delivered: Delivered,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    handovers: HandOvers,
    postings: Postings,
    returned: Returned,
    mandates: Mandates,
    events: Events,
) -> Dossier:
    """Hand over the result of the dossier as read at `version`; who received it is written down.

    A fee due at return is taken first (rule 7 of the shipped rule set), unless it was when the
    result was posted. Raises what `claim_dossier` raises, `IllegalTransitionError`,
    `ResultOnItsWayError`, `ReturnFeeUnpaidError`, `ReceiverWithoutRightError`, and what
    `receive_under` raises.
    """
    dossier = claim_dossier(
        code, version, action=Action.HAND_OVER_RESULT, actor=actor, dossiers=dossiers
    )
    require_not_on_its_way(dossier)
    at, by = in_vietnam(clock()), by_actor(actor)
    handed, said = hand_over(dossier, at=at, method=delivered.method, officer=actor.subject)
    before = fee_of(postings.of(code))
    require_fee(dossiers.fee(code), delivered.fee, before)
    delivered = replace(delivered, fee=delivered.fee or before)
    delivered = _by_mandate(delivered, dossier, at.date(), mandates)
    receiver = delivered.receiver
    capacity = capacity_of(receiver, dossier.parties) if receiver else None
    handovers.add(code, HandOver(at=at, by=by, delivered=delivered, capacity=capacity))
    data = {"method": delivered.method.value} | ({"capacity": capacity.value} if capacity else {})
    line = entry(EntryKind.HANDED_OVER, at=at, by=by, data=data)
    dossiers.save(Changed(dossier=handed, timeline=(line,)))
    returned.settled(code)
    events.add(said)
    return handed


def _by_mandate(delivered: Delivered, dossier: Dossier, on: date, mandates: Mandates) -> Delivered:
    """Return the hand-over with the paper that the receiver's mandate stands for."""
    receiver = delivered.receiver
    if receiver is None or receiver.mandate is None:
        return delivered
    authority = receive_under(
        receiver.mandate, f"id:{receiver.number}", dossier, on=on, mandates=mandates
    )
    return replace(delivered, receiver=replace(receiver, authority=authority))
