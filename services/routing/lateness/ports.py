"""What the use cases of this area need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.routing.lateness.domain.reading import Line, Reach, Wanted
from services.routing.lateness.domain.violation import Struck, Violation


class Violations(Protocol):
    """The register of violations; nothing is ever taken out of it."""

    def enter(self, violation: Violation, *, recorded_at: datetime) -> None:
        """Enter a line; one entered already stays as it is."""
        ...

    def enter_once(self, violation: Violation, *, since: datetime, recorded_at: datetime) -> None:
        """Enter a lateness of a leg unless one since that instant stands unstruck.

        Ask it under the lock of the case.
        """
        ...

    def strike_leg(self, dossier: str, leg: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line of a leg that was measured by this date, if there is one."""
        ...

    def strike_answer(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line of an answer that was measured by this date, if there is one."""
        ...

    def page(self, wanted: Wanted, reach: Reach) -> Sequence[Line]:
        """Return lines somebody may read, the newest first."""
        ...
