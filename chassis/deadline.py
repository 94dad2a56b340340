"""How long the caller of the present request still waits, told from process to process.

The header carries milliseconds left and not an instant: the clocks of two hosts may differ.
"""

from __future__ import annotations

import time
from contextvars import ContextVar

HEADER = "X-Time-Left-Ms"
_MOST_DIGITS = 7

_ends_at: ContextVar[float | None] = ContextVar("deadline", default=None)


def begin(told: str | None) -> None:
    """Take over what the header of the present request says; without a sound one no deadline."""
    sound = told is not None and told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS
    _ends_at.set(time.monotonic() + int(told) / 1000 if sound and told else None)


def end() -> None:
    """Forget the deadline: its request was answered."""
    _ends_at.set(None)


def seconds_left() -> float | None:
    """Return the seconds left, below zero when it is too late, None without a deadline."""
    ends_at = _ends_at.get()
    return None if ends_at is None else ends_at - time.monotonic()


def header_value(seconds: float) -> str:
    """Return what the header says for `seconds` left."""
    return str(max(1, int(seconds * 1000)))
