"""Receipts that came before anybody knew whose they are find their messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.notification.dispatch.ports import Say
from services.notification.receipts.ports import Effect, Ends, Receipts
from services.notification.receipts.usecases.record_receipt import apply_receipt

KEPT = timedelta(hours=1)
"""How long a receipt waits for its message: longer than any attempt is open."""
_AT_ONCE = 100


def find_owners(
    *, receipts: Receipts, messages: Ends, say: Say, now: datetime
) -> Sequence[Effect]:
    """Apply receipts whose messages are known by now, and forget those that waited in vain."""
    effects: list[Effect] = []
    for receipt in receipts.waiting(_AT_ONCE):
        owner = receipts.owner(receipt)
        if owner is not None:
            effects.append(
                apply_receipt(
                    receipt, owner, receipts=receipts, messages=messages, say=say, now=now
                )
            )
    return [*effects, *[Effect.FORGOTTEN] * receipts.forget(KEPT)]
