"""A message about one event to one recipient, from the queue to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, unique
from uuid import UUID

from contracts.events.notification import MessageHandedOver, Undeliverable
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.receipt import State
from services.notification.dispatch.domain.retry import GIVE_UP_AFTER, wait_after
from services.notification.people.domain.contact import is_dossier

EMAIL, SMS = "email", "sms"
"""The channels: the first is tried for everybody, the others where the contact has them."""


@unique
class MessageStatus(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"  # waits for its time
    SENDING = "sending"  # an attempt is under way; committed before the provider is called
    UNKNOWN = "unknown"  # an attempt was interrupted: it may have arrived, and is sent again
    ACCEPTED = "accepted"  # a provider has it; the end, unless it says more
    JOINED = "joined"  # it went as a line of a digest; the end
    DELIVERED = "delivered"  # the provider says that it arrived; the end
    FAILED = "failed"  # no provider took it in three days, or one says it never arrived; the end
    UNDELIVERABLE = "undeliverable"  # there is no way to this recipient; the end


_ENDS = frozenset({MessageStatus.DELIVERED, MessageStatus.FAILED, MessageStatus.UNDELIVERABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message; unique by (event, recipient, channel, template).

    `dossier` is the code of a dossier, `draft/<id>`, or `staff/<id>` of an officer's mail.
    `recipient` names the addressee by it, not by an address. `facts` is what the text
    may speak of. `reference` stays the same over all attempts. One that `gathers_until` an instant
    of the suite's clock waits for others to the same contact. `mark` is what a provider gives back
    that knows no reference: 16 bits that no other message has while its end is open. `happened_at`
    is when the event was said, None of what was queued before that was kept.
    """

    id: UUID
    event_id: UUID
    recipient: str
    channel: str
    template: str
    template_version: int
    dossier: str
    language: str
    facts: Mapping[str, object]
    reference: str
    queued_at: datetime
    lane: Lane = Lane.NORMAL
    status: MessageStatus = MessageStatus.QUEUED
    attempts: int = 0
    reason: str | None = None
    settled_at: datetime | None = None
    happened_at: datetime | None = None
    gathers_until: datetime | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A message after an attempt: its new state, the wait until the next try, what is said.

    `bind` is how long it stays with the `provider` that may have it now; none for no change.
    `held_since` tells the attempt from any other of its number; None where a receipt said it.
    """

    message: Message
    wait: timedelta | None
    event: MessageHandedOver | Undeliverable | None
    provider: str | None = None
    bind: timedelta = timedelta()
    held_since: datetime | None = None


def recipient_of(dossier: str) -> str:
    """Return the name under which the applicant of a dossier is written to."""
    return f"applicant/{dossier}"


def owner_of(draft: str) -> str:
    """Return the name under which the owner of `draft/<id>` is written to."""
    return f"owner/{draft}"


def beside(message: Message, channel: str, *, message_id: UUID, now: datetime) -> Message:
    """Return the message that tells the same by another channel."""
    return replace(
        message,
        id=message_id,
        channel=channel,
        reference=str(message_id),
        queued_at=now,
        status=MessageStatus.QUEUED,
        attempts=0,
        reason=None,
        settled_at=None,
        gathers_until=None,
        mark=None,
    )


def settle(message: Message, outcome: Outcome, *, now: datetime, age: timedelta) -> Settlement:
    """Return what the outcome of an attempt makes of a message that is being sent.

    `age` is how long the message exists. A statutory notice goes out at least once: an attempt
    whose end is unknown is made again with the same reference. Of a letter about a draft, or to
    staff, nothing is said: there is no dossier that others follow, and nobody telephones. That a
    message reached nobody is said only where no other channel may still reach, which the caller
    asks.
    """
    if outcome.result is Result.ACCEPTED:
        done = replace(message, status=MessageStatus.ACCEPTED, reason=None, settled_at=now)
        said = _handed_over(done, now) if is_dossier(done.dossier) else None
        return Settlement(message=done, wait=None, event=said)
    if outcome.result is Result.REFUSED:
        return _ended(message, MessageStatus.UNDELIVERABLE, outcome.reason, now)
    if age >= GIVE_UP_AFTER:
        return _ended(message, MessageStatus.FAILED, outcome.reason, now)
    status = MessageStatus.UNKNOWN if outcome.result is Result.UNKNOWN else MessageStatus.QUEUED
    waiting = replace(message, status=status, reason=outcome.reason)
    wait = wait_after(outcome.result, message.attempts)
    if outcome.result is Result.UNKNOWN and outcome.patience is not None:
        wait = outcome.patience
    return Settlement(message=waiting, wait=wait, event=None)


def learn(
    message: Message, state: State, *, reason: str | None, now: datetime
) -> Settlement | None:
    """Return what a receipt makes of a message, None when it changes nothing.

    The first end stands, in whatever order and however often ends are said. A receipt may come
    before the answer that the provider took the message: then it says that too.
    """
    if message.status in _ENDS:
        return None
    if state is State.FAILED:
        return _ended(message, MessageStatus.FAILED, reason, now)
    known = message.status is MessageStatus.ACCEPTED
    if state is State.UNDER_WAY and known:
        return None
    status = MessageStatus.DELIVERED if state is State.DELIVERED else MessageStatus.ACCEPTED
    told = replace(message, status=status, reason=None, settled_at=now)
    said = None if known or not is_dossier(told.dossier) else _handed_over(told, now)
    return Settlement(message=told, wait=None, event=said)


def _ended(
    message: Message, status: MessageStatus, reason: str | None, now: datetime
) -> Settlement:
    ended = replace(message, status=status, reason=reason, settled_at=now)
    if not is_dossier(ended.dossier):
        return Settlement(message=ended, wait=None, event=None)
    event = Undeliverable(
        dossier=message.dossier,
        message=str(message.id),
        cause=str(message.event_id),
        template=message.template,
        reason=reason or status,
        at=now,
    )
    return Settlement(message=ended, wait=None, event=event)


def _handed_over(message: Message, now: datetime) -> MessageHandedOver:
    return MessageHandedOver(
        dossier=message.dossier,
        message=str(message.id),
        cause=str(message.event_id),
        template=message.template,
        channel=message.channel,
        at=now,
    )
