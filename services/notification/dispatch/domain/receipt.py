"""What a provider says, some time after it took a message, became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class State(StrEnum):
    """How far a message has come beyond the provider."""

    UNDER_WAY = "under-way"  # the provider has it and goes on trying
    DELIVERED = "delivered"  # it is on the phone, or in the mailbox
    FAILED = "failed"  # it will never arrive


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt; said again it has the same `id`, by which it counts once.

    `reference` is the provider's name for what it took (each part of a long text has its own), or
    ours where it keeps that. `mark` is what came back of the text's mark, from a provider that
    answered with a name we never heard. `reason` is a word of ours, `code` the provider's number.
    """

    provider: str
    id: str
    reference: str
    state: State
    at: datetime
    reason: str | None = None
    code: int | None = None
    mark: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return by what it counts once."""
        return self.provider, self.id
