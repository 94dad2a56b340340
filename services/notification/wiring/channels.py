"""The ways a message goes, as the loops that send see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from chassis.db import Transaction
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.ports import NOTHING, Beside, Claimed
from services.notification.people.domain.contact import Contact, SealedContact

OpenContact = Callable[[SealedContact], Contact]


class Way(Protocol):
    """A channel as the loops that send see it."""

    channel: str

    def claim(self, tx: Transaction, limit: int, beside: Beside = NOTHING) -> Sequence[Claimed]:
        """Choose a provider, and take messages that may go by it now."""
        ...

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand one over."""
        ...

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let messages stand as they stood, and tell how the provider did."""
        ...

    def close(self) -> None:
        """Take leave of the providers."""
        ...
