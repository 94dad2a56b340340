"""What is said of mandates: that there is one, how far it reaches, that it ended; never whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGranted:
    """Somebody lets another file for them; without `procedures`, for every one.

    `source` is online or paper; `agency` the desk that saw the paper; `actions` of file,
    supplement, receive-result; `expires_on` the last day.
    """

    TYPE: ClassVar[str] = "intake.mandate-granted.v1"
    SUBJECT_KIND: ClassVar[str] = "mandate"

    id: str
    source: str
    agency: str | None
    procedures: tuple[str, ...]
    actions: tuple[str, ...]
    expires_on: date
    granted_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the mandate's id."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEnded:
    """A mandate ended before its time: `end` is principal, agent or desk."""

    TYPE: ClassVar[str] = "intake.mandate-ended.v1"
    SUBJECT_KIND: ClassVar[str] = "mandate"

    id: str
    agency: str | None
    end: str
    ended_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the mandate's id."""
        return self.id
