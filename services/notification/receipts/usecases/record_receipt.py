"""A provider says what became of a message."""

from __future__ import annotations

from datetime import datetime

from services.notification.dispatch.domain.message import MessageStatus, learn
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.ports import Say
from services.notification.receipts.ports import Effect, Ends, Named, Receipts


def record_receipt(
    receipt: Receipt, *, receipts: Receipts, messages: Ends, say: Say, now: datetime
) -> Effect:
    """Take a receipt down and do what it means; return what it came to.

    Said again it means nothing more. One whose message nobody knows waits: it may have overtaken
    the answer that names it.
    """
    if not receipts.keep(receipt, now):
        return Effect.REPEATED
    owner = receipts.owner(receipt)
    if owner is None:
        return Effect.WAITING
    return apply_receipt(receipt, owner, receipts=receipts, messages=messages, say=say, now=now)


def apply_receipt(
    receipt: Receipt,
    owner: Named,
    *,
    receipts: Receipts,
    messages: Ends,
    say: Say,
    now: datetime,
) -> Effect:
    """Do what a receipt means for the message it is about, once; return what it came to.

    A text in parts has arrived when all of them have, and failed with the first that fails. That
    an earlier try failed says nothing of a later one. That nobody was reached is said of the
    whole, as when a provider refuses: by the last channel that fails.
    """
    effect = _effect(receipt, owner, receipts=receipts, messages=messages, say=say, now=now)
    receipts.settle(receipt, owner, effect)
    return effect


def _effect(
    receipt: Receipt,
    owner: Named,
    *,
    receipts: Receipts,
    messages: Ends,
    say: Say,
    now: datetime,
) -> Effect:
    if receipt.state is State.FAILED:
        if not owner.latest:
            return Effect.NOTED
        messages.lock_whole([messages.of_id(owner.message, lock=False)])
    # Locked before parts are counted, so that two that arrive in one moment see each other.
    message = messages.of_id(owner.message, lock=True)
    state = receipt.state
    if state is State.DELIVERED and receipts.arrived(owner) + 1 < owner.parts:
        state = State.UNDER_WAY
    settlement = learn(message, state, reason=receipt.reason, now=now)
    if settlement is None:
        return Effect.NOTED
    messages.end(settlement)
    ended, event = settlement.message, settlement.event
    lost = ended.status is MessageStatus.FAILED
    if event is not None and not (lost and messages.hopeful([ended])):
        say([(event, ended.event_id)])
    return Effect.ACCEPTED if ended.status is MessageStatus.ACCEPTED else Effect.ENDED
