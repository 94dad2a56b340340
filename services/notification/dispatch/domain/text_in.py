"""A text that somebody sent, as a provider brings it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIn:
    """A text that came in; `id` names it, however often the provider brings it."""

    provider: str
    id: str
    number: str = field(repr=False)
    words: str = field(repr=False)

    @property
    def sender(self) -> str:
        """Return the number with its plus, which many providers leave out."""
        bare = self.number.isascii() and self.number.isdigit()
        return f"+{self.number}" if bare and self.number.startswith("84") else self.number
