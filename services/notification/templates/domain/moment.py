"""Instants in the words of a letter, always in Vietnam's time."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from kernel.clock import VIETNAM
from kernel.wording import day_in_english


@lru_cache(maxsize=1024)
def moment_in_words(instant: datetime, language: str) -> str:
    """Return `16 giờ 45 ngày 13/02/2026` (vi) or `16:45 on 13 February 2026` (en).

    `instant` must be aware; raises `ValueError` otherwise.
    """
    if instant.tzinfo is None:
        raise ValueError("A letter needs an aware instant.")
    local = instant.astimezone(VIETNAM)
    if language == "en":
        return f"{local:%H:%M} on {day_in_english(local)}"
    return f"{local:%H} giờ {local:%M} ngày {local:%d/%m/%Y}"


def since_in_words(instant: datetime, language: str) -> str:
    """Return `từ 16 giờ 45 ngày 13/02/2026` (vi) or `since 16:45 on 13 February 2026` (en).

    `instant` must be aware; raises `ValueError` otherwise.
    """
    since = "since" if language == "en" else "từ"
    return f"{since} {moment_in_words(instant, language)}"


def day_in_words(instant: datetime, language: str) -> str:
    """Return the day of an instant, `13/02/2026` (vi) or `13 February 2026` (en).

    For limits that last until a day is over. `instant` must be aware; raises `ValueError`
    otherwise.
    """
    if instant.tzinfo is None:
        raise ValueError("A letter needs an aware instant.")
    local = instant.astimezone(VIETNAM)
    return day_in_english(local) if language == "en" else f"{local:%d/%m/%Y}"


@lru_cache(maxsize=1024)
def moment_in_figures(instant: datetime) -> str:
    """Return `16:45 13/02/2026`, in either language, for texts that must be short.

    `instant` must be aware; raises `ValueError` otherwise.
    """
    if instant.tzinfo is None:
        raise ValueError("A text needs an aware instant.")
    return f"{instant.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
