"""What taking down receipts needs: the receipts, and the messages they are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Protocol
from uuid import UUID

from services.notification.dispatch.domain.message import Message, Settlement
from services.notification.dispatch.domain.receipt import Receipt


@unique
class Effect(StrEnum):
    """What a receipt came to."""

    ENDED = "ended"  # the message is at its end by it
    ACCEPTED = "accepted"  # the provider has it, which was not known
    NOTED = "noted"  # it changes nothing: an end stands, or parts are still on their way
    REPEATED = "repeated"  # it was said before
    WAITING = "waiting"  # nobody knows its message, or not yet
    FORGOTTEN = "forgotten"  # nobody came to know its message


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whose a receipt is: a part of an attempt of a message. `latest`: no later try was begun."""

    message: UUID
    attempt: int
    part: int
    parts: int
    latest: bool


class Receipts(Protocol):
    """The receipts there are."""

    def keep(self, receipt: Receipt, now: datetime) -> bool:
        """Take a receipt down; False when it was said before."""
        ...

    def owner(self, receipt: Receipt) -> Named | None:
        """Return whose it is, None while nobody knows."""
        ...

    def settle(self, receipt: Receipt, owner: Named, effect: Effect) -> None:
        """Note whose a receipt is, and what it came to."""
        ...

    def arrived(self, owner: Named) -> int:
        """Return how many parts of the attempt are said to have arrived."""
        ...

    def waiting(self, limit: int) -> Sequence[Receipt]:
        """Return receipts whose message is not known, oldest first, for nobody else meanwhile."""
        ...

    def forget(self, older_than: timedelta) -> int:
        """Forget those that waited in vain for so long; return how many."""
        ...


class Ends(Protocol):
    """The messages, as far as receipts move them."""

    def lock_whole(self, messages: Collection[Message]) -> None:
        """Have what is told by several channels to ourselves until the transaction ends."""
        ...

    def of_id(self, message_id: UUID, *, lock: bool) -> Message:
        """Return a message; with `lock` nobody else changes it until the transaction ends."""
        ...

    def end(self, settlement: Settlement) -> None:
        """Record what a receipt made of a message that was locked."""
        ...

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        """Return which of these have another channel that reached somebody, or still may."""
        ...
