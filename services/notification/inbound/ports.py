"""What is needed to take a mail that came back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.inbound.domain.bounce import Bounce


class CameBack(Protocol):
    """The letters that a mail server had taken and gave back."""

    def find(self, bounce: Bounce) -> Message | None:
        """Return the letter a report is about, locked; None when it is none of ours."""
        ...

    def fail(self, message: Message, reason: str, now: datetime) -> None:
        """Let a letter that counted as handed over have reached nobody."""
        ...

    def lock_whole(self, messages: Collection[Message]) -> None:
        """Have what is told by several channels to ourselves until the transaction ends."""
        ...

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        """Return which of these have another channel that reached somebody, or still may."""
        ...

    def beside(self, messages: Sequence[Message]) -> Sequence[str]:
        """Queue messages that tell the same by another channel, where there are none yet."""
        ...


class TextsIn(Protocol):
    """The texts that came in lately, numbers by their blind index; what they said is not kept."""

    def begin(self, text: TextIn, index: str, now: datetime) -> bool:
        """Note that a text is being answered; False when it was before."""
        ...

    def count(self, index: str, since: datetime) -> int:
        """Return how many texts of a number came since then, this one included."""
        ...
