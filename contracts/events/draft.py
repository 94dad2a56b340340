"""What is said of drafts: how to write about one, that it is about to go; never what is in it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContactSet:
    """Where to write before a draft goes, sealed with a key only intake hands out."""

    TYPE: ClassVar[str] = "intake.draft-contact-set.v1"
    SUBJECT_KIND: ClassVar[str] = "draft"

    id: str
    key_id: str
    ciphertext: str

    @property
    def subject_id(self) -> str:
        """Return the draft's id."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContactErased:
    """Nobody is to be written to about a draft any more: it is gone, or they wished so."""

    TYPE: ClassVar[str] = "intake.draft-contact-erased.v1"
    SUBJECT_KIND: ClassVar[str] = "draft"

    id: str
    erased_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the draft's id."""
        return self.id
