"""What handing over a code needs beside a provider: a note that it was begun."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notification.dispatch.domain.outcome import Outcome


class CodeLog(Protocol):
    """Which codes were begun and what became of them; neither code nor phone stands there."""

    def begin(self, code_id: UUID, dossier: str, at: datetime) -> bool:
        """Note that a code is being handed over; False when it was begun before."""
        ...

    def settle(self, code_id: UUID, outcome: Outcome, at: datetime) -> None:
        """Note what became of it."""
        ...
