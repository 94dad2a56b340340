"""How a letter addresses the person it goes to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The addressee's name, None when unknown; `person` is False for a body."""

    name: str | None = field(default=None, repr=False)
    person: bool = True

    def in_words(self, language: str) -> str:
        """Return what follows `Kính gửi` or `Dear`."""
        if language == "en":
            return self.name or "Sir or Madam"
        if self.name is None:
            return "ông/bà"
        return f"ông/bà {self.name}" if self.person else self.name
