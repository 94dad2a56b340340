"""A text message as a provider of SMS gets it."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.notification.templates.domain.short_text import ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One text to one phone (E.164); `reference` stays the same when it is sent again.

    `mark` are 16 bits for a provider that gives no more back; without receipts there is none.
    """

    reference: str
    to: str = field(repr=False)
    text: ShortText = field(repr=False)
    mark: int | None = None
