"""What handing over a code needs: a provider of text messages, and a note that it was begun."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notification.dispatch.domain.outcome import Outcome


class SmsSender(Protocol):
    """A provider of text messages."""

    def send(self, phone: str, words: str, *, reference: UUID) -> Outcome:
        """Hand a text over to a phone (E.164), once.

        Never raises for what a provider or network can do. Does not try again by itself: whoever
        did not get a code asks for another.
        """
        ...


class CodeLog(Protocol):
    """Which codes were begun and what became of them; neither code nor phone stands there."""

    def begin(self, code_id: UUID, dossier: str, at: datetime) -> bool:
        """Note that a code is being handed over; False when it was begun before."""
        ...

    def settle(self, code_id: UUID, outcome: Outcome, at: datetime) -> None:
        """Note what became of it."""
        ...
