"""Intake tells of an owner who wants the dossier back: who was first is settled here."""

from __future__ import annotations

from contracts.events.course import WithdrawalRequested, WithdrawalSettled
from kernel.clock import Clock
from services.routing.work.domain.withdrawing import GRANTED, withdraw
from services.routing.work.ports import Cases, Events


def settle_withdrawal(
    wish: WithdrawalRequested, *, cases: Cases, events: Events, clock: Clock
) -> WithdrawalSettled:
    """Close the case under its lock, or refuse because a decision was issued, and say which.

    Where no case was opened nothing was decided, and the wish is granted.
    """
    # Clocks of two hosts may differ a little: nothing is settled before it was asked.
    at = max(clock(), wish.requested_at)
    before = cases.lock_for_dossier(wish.code)
    if before is None:
        said = WithdrawalSettled(
            dossier=wish.code,
            case=None,
            outcome=GRANTED,
            requested_at=wish.requested_at,
            settled_at=at,
        )
    else:
        after, said = withdraw(before, requested_at=wish.requested_at, at=at)
        if after != before:
            cases.save(before, after)
    events.add(said)
    return said
