"""What is needed to keep facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.reporting.facts.domain.fact import Fact, Kind
from services.reporting.facts.domain.reference import AgencyCopy, OfficerCopy, ProcedureCopy


class Facts(Protocol):
    """The facts; added, never changed."""

    def add(self, facts: Sequence[Fact]) -> tuple[Kind, ...]:
        """Keep facts; return the kinds of those that were not kept before."""
        ...


class References(Protocol):
    """Copies of what others own; whichever `sequence` is highest wins, in any order of arrival."""

    def put_agency(self, agency: AgencyCopy, sequence: int) -> None:
        """Keep an agency unless a later word on it is here."""
        ...

    def put_procedure(self, procedure: ProcedureCopy, sequence: int) -> None:
        """Keep a procedure unless a later word on it is here."""
        ...

    def put_officer(self, officer: OfficerCopy, sequence: int) -> None:
        """Keep an officer unless a later word on them is here."""
        ...
