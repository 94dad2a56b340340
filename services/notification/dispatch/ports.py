"""What dispatching needs: the queue, a provider, a voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from contracts.events import Event
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import Message, Settlement
from services.notification.dispatch.domain.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that is ours to send: its attempt is begun; `age` is how long it exists."""

    message: Message
    age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try, as kept; `outcome` is None while it is under way."""

    number: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    code: int | None
    reason: str | None


class Messages(Protocol):
    """The messages and their attempts."""

    def add(self, message: Message, *, hold: timedelta | None = None) -> bool:
        """Queue a message, at once or after `hold`; False when it was queued before."""
        ...

    def release(self, dossier: str) -> int:
        """Let the messages of a dossier that were held go now; return how many."""
        ...

    def claim(self, now: datetime) -> Claimed | None:
        """Take the message that is due longest, begin an attempt; None when none is due.

        The caller commits before it calls a provider.
        """
        ...

    def settle(self, settlement: Settlement, outcome: Outcome, now: datetime) -> bool:
        """Record how the attempt ended.

        False when somebody else took the message over meanwhile: then only the attempt is noted.
        """
        ...

    def sweep(self, older_than: timedelta, now: datetime) -> int:
        """Mark attempts unknown that nobody ended in that time; return how many."""
        ...

    def of_dossier(self, dossier: str) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        """Return the messages about a dossier with their attempts, oldest first."""
        ...


class Sender(Protocol):
    """A provider of one channel."""

    def send(self, mail: Mail) -> Outcome:
        """Hand a mail over; never raises for what a provider or network can do."""
        ...


class Events(Protocol):
    """Where what happened is said; the outbox of the transaction."""

    def add(self, event: Event, *, causation: UUID | None = None) -> object:
        """Say the event once the transaction commits."""
        ...
