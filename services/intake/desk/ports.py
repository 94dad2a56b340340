"""What the area needs from outside, beyond the registry's own ports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.intake.desk.domain.call import Call
from services.intake.desk.domain.proposal import ProposedSupplement
from services.intake.desk.domain.queue import DeskPlace, QueuePage, QueueQuery


class DeskQueue(Protocol):
    """What waits at desks."""

    def page(self, query: QueueQuery, places: Sequence[DeskPlace], now: datetime) -> QueuePage:
        """Return a page of what waits at these places, the most pressing first."""
        ...


class ProposedSupplements(Protocol):
    """Supplements that officers propose, one a dossier."""

    def put(self, code: str, case_number: int, proposed: ProposedSupplement) -> None:
        """Have the desk decide; nothing where the dossier is over or has another case."""
        ...

    def take(self, code: str, proposal: UUID) -> bool:
        """Take a proposal off the queue; False: it does not stand there."""
        ...


class Calls(Protocol):
    """The applicants to be telephoned, one a dossier."""

    def ask(self, code: str, *, since: datetime, template: str) -> None:
        """Have the desk call; what waits already goes on waiting, about the newer notice."""
        ...

    def waiting(self, code: str) -> Call | None:
        """Return the call that waits for a dossier that is locked."""
        ...

    def tried(self, code: str) -> None:
        """Note that nobody was reached."""
        ...

    def close(self, code: str) -> None:
        """Take the call off the queue."""
        ...
