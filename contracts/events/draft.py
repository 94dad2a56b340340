"""What is said of drafts: that one is about to go; never whose or what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftExpiring:
    """A draft nobody saved for long goes at `expires_at`."""

    TYPE: ClassVar[str] = "intake.draft-expiring.v1"
    SUBJECT_KIND: ClassVar[str] = "draft"

    id: str
    procedure: str
    language: str
    expires_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the draft's id."""
        return self.id
