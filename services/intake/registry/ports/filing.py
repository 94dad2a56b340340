"""What a filing needs: its number, and what was filed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.intake.registry.domain.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """The code a dossier got, and the instant at which it got it: its `filed_at`.

    Not `new`: others of the same matter may count still; `FilingMarks` tells which.
    """

    code: str
    at: datetime
    new: bool


class Numbers(Protocol):
    """The numbers of dossiers, dense per receiving agency and local day."""

    def allot(self, agency: str, matter: str, *, despite: bool) -> Allotment:
        """Take the next number and mark the matter; both go when the transaction rolls back.

        The agency's other filings wait from here to the end of the transaction: ask late.
        """
        ...


class FilingMarks(Protocol):
    """What was filed lately, by its matter."""

    def earlier(self, matter: str) -> Sequence[Dossier]:
        """Return the dossiers of the same matter that count, newest first."""
        ...

    def move(self, code: str, before: str, now: str) -> None:
        """Mark a dossier under the matter it is now in place of the one it was received as."""
        ...
