"""Providers say what became of messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from services.notification.dispatch.domain.message import (
    Message,
    MessageStatus,
    Settlement,
    learn,
)
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.ports import Say
from services.notification.receipts.ports import Effect, Ends, Named, Receipts, Try


def record_receipts(
    said: Sequence[Receipt], *, receipts: Receipts, messages: Ends, say: Say, now: datetime
) -> Sequence[Effect]:
    """Take receipts down, in the order they came, and do what they mean; return what each came to.

    Said again one means nothing more. One whose message nobody knows waits: it may have overtaken
    the answer that names it.
    """
    new = set(receipts.keep(said, now))
    fresh = {receipt.key: receipt for receipt in said if receipt.key in new}
    owners = receipts.owners(list(fresh.values()))
    known = [(receipt, owners[key]) for key, receipt in fresh.items() if key in owners]
    came_to = apply_receipts(known, receipts=receipts, messages=messages, say=say, now=now)
    effects = dict.fromkeys(fresh, Effect.WAITING)
    effects |= {receipt.key: effect for (receipt, _), effect in zip(known, came_to, strict=True)}
    return [effects.pop(receipt.key, Effect.REPEATED) for receipt in said]


def apply_receipts(
    known: Sequence[tuple[Receipt, Named]],
    *,
    receipts: Receipts,
    messages: Ends,
    say: Say,
    now: datetime,
) -> Sequence[Effect]:
    """Do what receipts mean for the messages they are about, once; return what each came to.

    A text in parts has arrived when all of them have, and failed with the first that fails. That
    an earlier try failed says nothing of a later one. That nobody was reached is said of the
    whole, as when a provider refuses: by the last channel that fails.
    """
    if not known:
        return ()
    failing = {
        owner.message for receipt, owner in known if receipt.state is State.FAILED and owner.latest
    }
    messages.lock_whole(messages.of_ids(failing, lock=False))
    # Locked before parts are counted, so that two that arrive in one moment see each other.
    found = messages.of_ids({owner.message for _, owner in known}, lock=True)
    cut = {owner.of_try for _, owner in known if owner.parts > 1}
    course = _Course(
        stands={message.id: message for message in found},
        arrived={one: set(parts) for one, parts in receipts.arrived(cut).items()},
    )
    effects = [course.follow(receipt, owner, now) for receipt, owner in known]
    messages.end(list(course.ended.values()))
    say(_to_say(course.settlements, messages))
    receipts.settle(
        [(receipt, owner, effect) for (receipt, owner), effect in zip(known, effects, strict=True)]
    )
    return effects


@dataclass(slots=True)
class _Course:
    """How messages stand, and which parts arrived, while receipts are gone through in order."""

    stands: dict[UUID, Message]
    arrived: dict[Try, set[int]]
    ended: dict[UUID, Settlement] = field(default_factory=dict)
    settlements: list[Settlement] = field(default_factory=list)

    def follow(self, receipt: Receipt, owner: Named, now: datetime) -> Effect:
        """Let a message become what a receipt says."""
        if receipt.state is State.FAILED and not owner.latest:
            return Effect.NOTED
        settlement = learn(
            self.stands[owner.message],
            self._state_of(receipt, owner),
            reason=receipt.reason,
            now=now,
        )
        if settlement is None:
            return Effect.NOTED
        message = settlement.message
        self.stands[message.id] = message
        self.ended[message.id] = settlement
        self.settlements.append(settlement)
        return Effect.ACCEPTED if message.status is MessageStatus.ACCEPTED else Effect.ENDED

    def _state_of(self, receipt: Receipt, owner: Named) -> State:
        """Return what is so of the whole text, of which a receipt tells one part."""
        if receipt.state is not State.DELIVERED:
            return receipt.state
        parts = self.arrived.setdefault(owner.of_try, set())
        parts.add(owner.part)
        return State.UNDER_WAY if len(parts) < owner.parts else State.DELIVERED


def _to_say(settlements: Sequence[Settlement], messages: Ends) -> Sequence[tuple[Event, UUID]]:
    lost = [one.message for one in settlements if one.message.status is MessageStatus.FAILED]
    hopeful = messages.hopeful(lost)
    # Of channels that fail together the last says it, as when they fail one by one.
    last = {_whole(message): message.id for message in lost if message.id not in hopeful}
    return [
        (one.event, one.message.event_id)
        for one in settlements
        if one.event is not None
        and (
            one.message.status is not MessageStatus.FAILED
            or last.get(_whole(one.message)) == one.message.id
        )
    ]


def _whole(message: Message) -> tuple[UUID, str, str]:
    return message.event_id, message.recipient, message.template
