"""What the thread needs from outside, beyond the registry's own ports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.intake.correspondence.domain.message import Message, Side
from services.intake.registry.domain.timeline import By


class Messages(Protocol):
    """The messages of dossiers, and how far each side has read."""

    def add(self, code: str, *, at: datetime, side: Side, by: By | None, words: str) -> Message:
        """Keep a message of a dossier that is locked; return it with its number."""
        ...

    def written_since(self, code: str, side: Side, since: datetime) -> int:
        """Return how many messages a side has written since then."""
        ...

    def unread_by(self, code: str, side: Side) -> int:
        """Return how many messages of the other side this one has not read."""
        ...

    def page(self, code: str, *, before: int | None, limit: int) -> Sequence[Message]:
        """Return the messages in front of a number (None: the newest), newest first."""
        ...

    def mark_read(self, code: str, side: Side, up_to: int, at: datetime) -> None:
        """Note how far a side has read; it never goes back."""
        ...

    def ended_at(self, code: str) -> datetime | None:
        """Return when the dossier came to its end, None while it goes on."""
        ...


class Unanswered(Protocol):
    """The threads in which a citizen waits for an answer."""

    def written(self, code: str, at: datetime) -> None:
        """Have a citizen wait who wrote; what was not answered before waits since then."""
        ...

    def answered(self, code: str) -> None:
        """Take the thread off the queue: it waits for nothing any more."""
        ...


class Alerts(Protocol):
    """What is done with alerts about messages."""

    def settle(self, code: str, kind: str, until: datetime) -> None:
        """Take alerts of this kind up to an instant from the desk's list."""
        ...
