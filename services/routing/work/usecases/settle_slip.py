"""The receiving agency confirms what it was handed, or says why not; both agencies read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Action, Actor
from services.routing.work.domain.errors import SlipUnknownError
from services.routing.work.domain.reading import SlipQuery, SlipRequest
from services.routing.work.domain.scope import Scope, scopes_of
from services.routing.work.domain.slip import (
    Slip,
    handover_settled,
    refuse,
    require_receiver,
    take,
)
from services.routing.work.ports import Events, Slips

TAKE = "receipt"


def settle_slip(
    slip_id: UUID,
    version: str,
    action: str,
    reason: str | None,
    *,
    actor: Actor,
    slips: Slips,
    events: Events,
    clock: Clock,
) -> Slip:
    """Confirm the receipt of the slip as read at `version` (`receipt`), or refuse it.

    Raises `ForbiddenError`, `SlipUnknownError`, `SlipSettledError`, `StaleVersionError`,
    `ReasonMissingError`.
    """
    slip = slips.lock(slip_id)
    if slip is None:
        raise SlipUnknownError
    require_receiver(slip, actor)
    at, by = clock(), actor.subject
    settled = take(slip, by=by, at=at) if action == TAKE else refuse(slip, reason, by=by, at=at)
    if version != str(slip.version):
        raise StaleVersionError
    slips.save(settled)
    events.add(handover_settled(settled, by=by, at=at))
    return settled


def list_slips(actor: Actor, wanted: SlipRequest, *, slips: Slips) -> Sequence[Slip]:
    """Return slips from or to the actor's agencies, one more than asked where there are more."""
    query = SlipQuery(**{**asdict(wanted), "limit": wanted.limit + 1}, scopes=_scopes(actor))
    return slips.page(query)


def find_slip(slip_id: UUID, *, actor: Actor, slips: Slips) -> Slip:
    """Return a slip from or to the actor's agencies; `ForbiddenError`, `SlipUnknownError`."""
    found = slips.find(slip_id, _scopes(actor))
    if found is None:
        raise SlipUnknownError
    return found


def _scopes(actor: Actor) -> tuple[Scope, ...]:
    scopes = scopes_of(actor, Action.READ_WORKLIST)
    if not scopes:
        raise ForbiddenError
    return scopes
