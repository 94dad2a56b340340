"""What the area needs from outside, beyond the registry's own ports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from kernel.standing import Office
from services.intake.desk.domain.call import Call
from services.intake.desk.domain.morning import Waiting
from services.intake.desk.domain.proposal import ProposedSupplement
from services.intake.desk.domain.queue import DeskPlace, QueuePage, QueueQuery


class DeskQueue(Protocol):
    """What waits at desks."""

    def page(self, query: QueueQuery, places: Sequence[DeskPlace], now: datetime) -> QueuePage:
        """Return a page of what waits at these places, the most pressing first."""
        ...


class ProposedSupplements(Protocol):
    """Supplements that officers propose, one a dossier."""

    def put(self, code: str, case_number: int, proposed: ProposedSupplement) -> str | None:
        """Have the desk decide; nothing where the dossier is over or has another case.

        Return the desk's agency, None where nothing was put there.
        """
        ...

    def take(self, code: str, proposal: UUID) -> bool:
        """Take a proposal off the queue; False: it does not stand there."""
        ...


class Offices(Protocol):
    """The register of officers."""

    def at(self, agency: str, on: date) -> Sequence[tuple[str, Office]]:
        """Return who of it is at an agency, or is placed there on a day, by account."""
        ...


class DeskWork(Protocol):
    """What waits at desks, in numbers, confidential dossiers among them."""

    def of(self, agency: str, now: datetime) -> Sequence[Waiting]:
        """Return what waits at a desk, one a kind of which there is any."""
        ...


class Calls(Protocol):
    """The applicants to be telephoned, one a dossier."""

    def ask(self, code: str, *, since: datetime, template: str) -> str | None:
        """Have the desk call; what waits already goes on waiting, about the newer notice.

        Return the desk's agency, None where the dossier is over or unknown.
        """
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
