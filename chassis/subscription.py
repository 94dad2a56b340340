"""What a service listens to, and what becomes of an event that cannot be applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.backoff import delay_after
from chassis.db import ContentionError, LockTimeoutError, Transaction
from chassis.failure import describe
from contracts.envelope import Envelope
from contracts.events import Event
from kernel.errors import DomainError, TooManyRequestsError, UnavailableError

OneHandler = Callable[[Transaction, Envelope, Any], None]
"""Applies one event inside the consumer's transaction; the event is of the subscribed class."""


@dataclass(frozen=True, slots=True)
class Together:
    """A handler of many events in one call, for effects that one statement can do for all.

    `apply(tx, said)` gets (envelope, event) pairs of the classes subscribed with this very
    object, those of one subject in sequence. When it raises it is called again with halves, until
    the failing event stands alone and only that one is set aside.
    """

    apply: Callable[[Transaction, Sequence[tuple[Envelope, Any]]], None]


Handler = OneHandler | Together


def apply(handler: Handler, tx: Transaction, said: Sequence[tuple[Envelope, Any]]) -> None:
    """Let a handler apply events, (envelope, event) pairs of its classes, in their order."""
    if isinstance(handler, Together):
        handler.apply(tx, said)
        return
    for envelope, event in said:
        handler(tx, envelope, event)


_WORTH_WAITING = (UnavailableError, TooManyRequestsError)
_WORTH_ANOTHER_TRY = (ContentionError, LockTimeoutError)


class Park(Exception):  # noqa: N818 -- an order to the consumer, not a fault of its own
    """The event can never be applied: park it at once. The reason must hold no personal data."""


class NotYet(Exception):  # noqa: N818 -- the same
    """Something the event needs is not here yet: hold it and try again for up to a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One row of a service's table of subscriptions.

    `handler(tx, envelope, event)`, or a `Together`, runs in the transaction that notes the event
    as heard. It may raise `Park` or `NotYet`; a `DomainError` parks the event, except that what
    is unavailable is waited for; anything else is tried again with growing waits and parked after
    the last try.
    """

    event_class: type[Event]
    handler: Handler


class Status(StrEnum):
    """Where an event heard stands in the inbox."""

    DONE = "done"  # applied, or passed over because it was older or not for us
    RETRY = "retry"  # failed, is tried again at `next_attempt_at`
    WAITING = "waiting"  # came before its predecessor
    PARKED = "parked"  # cannot be applied; a person replays or discards it
    DISCARDED = "discarded"  # a person decided to pass it over


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to go on with what fails: tries, and seconds for what is merely not here yet."""

    tries: int = 12
    hold_seconds: float = 86_400.0
    first_seconds: float = 1.0
    most_seconds: float = 300.0
    most_hold_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of an event that failed; `seconds` until the next try when it is a retry."""

    status: Status
    reason: str
    seconds: float | None = None


def judge(error: Exception, *, tries: int, age: float, patience: Patience) -> Verdict:
    """Return what becomes of an event whose try number `tries` failed `age` s after it came."""
    if isinstance(error, Park):
        return Verdict(status=Status.PARKED, reason=str(error) or "Park")
    if isinstance(error, (NotYet, *_WORTH_WAITING)):
        reason = str(error) if isinstance(error, NotYet) else describe(error)
        most = patience.most_hold_seconds
        return _again(reason, tries, most, patience, last=age >= patience.hold_seconds)
    if isinstance(error, DomainError) and not isinstance(error, _WORTH_ANOTHER_TRY):
        return Verdict(status=Status.PARKED, reason=describe(error))
    last = tries >= patience.tries
    return _again(describe(error), tries, patience.most_seconds, patience, last=last)


def _again(reason: str, tries: int, most: float, patience: Patience, *, last: bool) -> Verdict:
    if last:
        return Verdict(status=Status.PARKED, reason=reason)
    seconds = delay_after(tries, first=patience.first_seconds, most=most)
    return Verdict(status=Status.RETRY, reason=reason, seconds=seconds)
