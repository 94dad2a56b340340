"""What this area needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.intake.improvement.domain.amendment import Amendment, AmendmentState
from services.intake.improvement.domain.candidate import Filing
from services.intake.improvement.domain.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentQuery:
    """Which amendments: of a procedure, in a state, of an agency; those older than `before`."""

    procedure: str | None = None
    state: AmendmentState | None = None
    agency: str | None = None
    before: UUID | None = None
    limit: int = 50


class Amendments(Protocol):
    """What was proposed; nothing is ever taken back."""

    def add(self, amendment: Amendment) -> None:
        """Keep a new one."""
        ...

    def find(self, amendment: UUID) -> Amendment | None:
        """Return one with all that was said about it."""
        ...

    def lock(self, amendment: UUID) -> Amendment | None:
        """Return one that nobody else changes until the transaction ends."""
        ...

    def save(self, amendment: Amendment) -> None:
        """Keep what it became, and the last word said about it."""
        ...

    def notes(self, procedure: str | None) -> Sequence[Amendment]:
        """Return the notes for versions not published yet, by procedure, oldest first."""
        ...

    def page(self, query: AmendmentQuery, reach: Reach) -> Sequence[Amendment]:
        """Return a page of those within reach, newest first."""
        ...


class ProceduresInForce(Protocol):
    """The published procedures, as far as an amendment needs them."""

    def version_in_force(self, code: str, on: date) -> int | None:
        """Return the version that holds on a day; None: no such procedure is in force."""
        ...

    def newest_version(self, code: str) -> int:
        """Return the version published last."""
        ...


class Filings(Protocol):
    """What was filed by whom, nobody named."""

    def between(self, first: datetime, last: datetime) -> Iterator[Filing]:
        """Yield what was filed from `first` to before `last`, person by person in order of time.

        Confidential dossiers are not among it.
        """
        ...
