"""Receipts that came before anybody knew whose they are find their messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.notification.dispatch.ports import Say
from services.notification.receipts.ports import Effect, Ends, Receipts
from services.notification.receipts.usecases.record_receipts import apply_receipts

KEPT = timedelta(hours=1)
"""How long a receipt waits for its message: longer than any attempt is open."""
_AT_ONCE = 100


def find_owners(
    *, receipts: Receipts, messages: Ends, say: Say, now: datetime
) -> Sequence[Effect]:
    """Apply receipts whose messages are known by now, and forget those that waited in vain."""
    waiting = receipts.waiting(_AT_ONCE)
    owners = receipts.owners(waiting)
    known = [(receipt, owners[receipt.key]) for receipt in waiting if receipt.key in owners]
    effects = apply_receipts(known, receipts=receipts, messages=messages, say=say, now=now)
    return [*effects, *[Effect.FORGOTTEN] * receipts.forget(KEPT)]
