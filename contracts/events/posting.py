"""What intake says of results given to the post; addresses and names stay at intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPosted:
    """A carrier has the order to bring the result: its posting `number`, by a tracking number."""

    TYPE: ClassVar[str] = "intake.result-posted.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    number: int
    posted_at: datetime
    tracking_number: str
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingFailed:
    """A result given to the post did not arrive; `cause` returned, lost, refused or unplaced.

    The carrier says so; `in_charge` is the account of the officer who had given it to the post.
    """

    TYPE: ClassVar[str] = "intake.posting-failed.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    number: int
    posted_at: datetime
    failed_at: datetime
    cause: str
    tracking_number: str | None
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
