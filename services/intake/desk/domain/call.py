"""Somebody telephones an applicant whom no notice reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from services.intake.registry.domain.timeline import EntryKind


@unique
class CallOutcome(StrEnum):
    """What came of it."""

    TOLD = "told"  # the applicant knows
    UNANSWERED = "unanswered"  # nobody was reached; it stays on the queue
    NOT_NEEDED = "not-needed"  # the applicant knows already, as when they came to the desk

    @property
    def done(self) -> bool:
        """Tell whether nobody has to call again."""
        return self is not CallOutcome.UNANSWERED

    @property
    def line(self) -> EntryKind:
        """Return what the timeline says of it."""
        return _LINES[self]


_LINES = {
    CallOutcome.TOLD: EntryKind.APPLICANT_CALLED,
    CallOutcome.UNANSWERED: EntryKind.CALL_UNANSWERED,
    CallOutcome.NOT_NEEDED: EntryKind.CALL_NOT_NEEDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An applicant to be called, since when, about which notice, and how often it was tried."""

    dossier: str
    since: datetime
    template: str
    tries: int
