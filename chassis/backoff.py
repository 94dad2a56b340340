"""How long to wait before the next try: longer each time, and never in step with others."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

_chance = SystemRandom().uniform


class Backoff:
    """Waits with full jitter: anything up to a ceiling that doubles from `first` to `most` s."""

    def __init__(
        self,
        *,
        first: float = 0.5,
        most: float = 30.0,
        uniform: Callable[[float, float], float] = _chance,
    ) -> None:
        self._first = first
        self._most = most
        self._uniform = uniform
        self._failures = 0

    def next(self) -> float:
        """Return the seconds to wait after one more failure, at least a tenth of `first`."""
        ceiling = min(self._most, self._first * 2 ** min(self._failures, 30))
        self._failures += 1
        return self._uniform(self._first / 10, ceiling)

    def reset(self) -> None:
        """Begin at `first` again after a success."""
        self._failures = 0


def delay_after(
    attempts: int,
    *,
    first: float = 1.0,
    most: float = 300.0,
    uniform: Callable[[float, float], float] = _chance,
) -> float:
    """Return the seconds until a row is tried again that failed `attempts` times (1, 2, 3 …).

    Half of the wait is fixed so that a row is never tried at once, half is chance.
    """
    ceiling = min(most, first * 2 ** min(max(attempts, 1) - 1, 30))
    return uniform(ceiling / 2, ceiling)
