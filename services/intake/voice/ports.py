"""What voice needs: dossiers of the registry, its own ratings, the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from services.intake.registry.ports import Dossiers, Events
from services.intake.voice.domain.rating import Rating

__all__ = ["Dossiers", "Events", "Ratings"]


class Ratings(Protocol):
    """The ratings, one a dossier."""

    def add(self, code: str, rating: Rating, at: datetime) -> None:
        """Keep the rating; raise `AlreadyRatedError` when there is one."""
        ...
