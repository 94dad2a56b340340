"""A clock that stands until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta


class FrozenClock:
    """A Clock for tests: shows the same instant until `advance` or `set`."""

    def __init__(self, now: datetime) -> None:
        self.set(now)

    def __call__(self) -> datetime:
        """Return the instant the clock stands at."""
        return self._now

    def set(self, now: datetime) -> None:
        """Put the clock to an aware instant."""
        if now.tzinfo is None:
            raise ValueError("A clock needs an aware instant.")
        self._now = now

    def advance(self, **parts: float) -> datetime:
        """Move the clock on by a `timedelta` (hours=2, days=1) and return the new instant."""
        self._now += timedelta(**parts)
        return self._now
