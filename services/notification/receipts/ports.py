"""What taking down receipts needs: the receipts, and the messages they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Protocol
from uuid import UUID

from services.notification.dispatch.domain.message import Message, Settlement
from services.notification.dispatch.domain.receipt import Receipt

Key = tuple[str, str]
"""By what a receipt counts once: its provider and its id."""
Try = tuple[UUID, int]
"""An attempt of a message."""


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

    @property
    def of_try(self) -> Try:
        """Return the attempt it is about."""
        return self.message, self.attempt


class Receipts(Protocol):
    """The receipts there are."""

    def keep(self, said: Sequence[Receipt], now: datetime) -> Collection[Key]:
        """Take receipts down; return which were not said before."""
        ...

    def owners(self, said: Sequence[Receipt]) -> Mapping[Key, Named]:
        """Return whose those are of whom somebody knows."""
        ...

    def settle(self, settled: Sequence[tuple[Receipt, Named, Effect]]) -> None:
        """Note whose receipts are, and what they came to."""
        ...

    def arrived(self, tries: Collection[Try]) -> Mapping[Try, Collection[int]]:
        """Return which parts of attempts are said to have arrived, by receipts settled before."""
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

    def of_ids(self, ids: Collection[UUID], *, lock: bool) -> Sequence[Message]:
        """Return messages; with `lock` nobody else changes them until the transaction ends."""
        ...

    def end(self, settlements: Sequence[Settlement]) -> None:
        """Record what receipts made of messages that were locked, each once."""
        ...

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        """Return which of these have another channel that reached somebody, or still may."""
        ...
