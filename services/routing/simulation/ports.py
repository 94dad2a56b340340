"""What the area needs from outside."""

from __future__ import annotations

from typing import Protocol

from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.simulation.domain.past import Past


class PastWork(Protocol):
    """What was done, as the tables of cases tell."""

    def newest(self, procedure: str) -> ProcedureVersion | None:
        """Return the newest version of a procedure; None where none is known."""
        ...

    def of(self, procedure: str, most: int) -> Past:
        """Return the newest approved cases of a procedure, and what else their units did then."""
        ...
