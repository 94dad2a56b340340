"""How often may be tried: counted exactly, over any fifteen minutes (ASVS 5.0, 2.4.1, 6.6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.intake.tracking.domain.source import Source

WINDOW = timedelta(minutes=15)
CODE_TRIES = 5
"""Codes tried for one dossier, whoever tries, the right one included."""
MESSAGES = 3
"""Codes sent for one dossier; more are not, and nobody is told so."""

_MANY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """For one source in fifteen minutes: wrong secrets and codes, and codes asked for.

    A dossier is never locked by wrong secrets, which anybody could send for anybody: 128 bits
    cannot be guessed, so they are limited where they come from.
    """

    wrong: int = 20
    wrong_registered: int = 300
    asked: int = 30
    asked_registered: int = 300

    def wrong_of(self, source: Source) -> int:
        """Return how many wrong tries the source has."""
        return self.wrong_registered if source.registered else self.wrong

    def asked_of(self, source: Source) -> int:
        """Return how often the source may ask for a code."""
        return self.asked_registered if source.registered else self.asked

    def many_of(self, source: Source) -> int:
        """Return from how many different dossiers on wrong tries of one source are an alarm."""
        return max(self.wrong_of(source) // _MANY, 2)
