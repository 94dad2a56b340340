"""How a letter addresses the person it goes to."""

from __future__ import annotations

from dataclasses import dataclass, field

_LONGEST = 120
"""Characters of a name in a letter: more is a slip of some form and would bury the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The addressee's name, None when unknown; `person` is False for a body."""

    name: str | None = field(default=None, repr=False)
    person: bool = True

    def in_words(self, language: str) -> str:
        """Return what follows `Kính gửi` or `Dear`."""
        name = None if self.name is None else _short_enough(self.name)
        if language == "en":
            return name or "Sir or Madam"
        if name is None:
            return "ông/bà"
        return f"ông/bà {name}" if self.person else name


def _short_enough(name: str) -> str:
    """Return a name on one line, cut where nobody is called so any more."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
