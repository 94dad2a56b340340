"""What of our letters may be stopped by who gets them, and what may not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Courtesy(StrEnum):
    """A kind of message that the law does not ask of us; a stop names one of them."""

    DRAFTS = "drafts"  # what was begun and not filed is about to go
    SATISFACTION = "satisfaction"  # how satisfied are you
    ALERTS = "alerts"  # to staff: what runs out of time, which they can read in the system too


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What of a template may be stopped: nothing, all of it, or a question in it.

    Statutory are those that tell what the law has us tell; no stop holds one up.
    """

    courtesy: Courtesy | None = None
    question: Courtesy | None = None

    @property
    def statutory(self) -> bool:
        """Tell whether the letter goes whatever its reader stopped."""
        return self.courtesy is None

    @property
    def stoppable(self) -> Courtesy | None:
        """Return what a stop in this letter would name."""
        return self.courtesy or self.question


STATUTORY = Kind()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the reader of a letter wants of its courtesy, and where it can be stopped.

    `stop_url` is None where there is nothing to stop, or it is stopped.
    """

    stopped: bool = False
    stop_url: str | None = None


NO_WISH = Wish()
