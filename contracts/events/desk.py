"""What is said of the work of a desk that nobody sees who does not look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsWaiting:
    """On the morning of `on`, a day on which it is open, a desk has applicants to telephone.

    `calls` of them wait, of confidential dossiers too, the first since `oldest_at`, because no
    notice reached them.
    `told_accounts` are those of the register of officers who may see its queue that day.
    """

    TYPE: ClassVar[str] = "intake.calls-waiting.v1"
    SUBJECT_KIND: ClassVar[str] = "desk"

    agency: str
    on: date
    calls: int
    oldest_at: datetime
    looked_at: datetime
    told_accounts: tuple[str, ...]

    @property
    def subject_id(self) -> str:
        """Return the code of the agency whose desk it is."""
        return self.agency


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWorkWaiting:
    """On the morning of `on`, a day on which it is open, something else waits at a desk.

    `kind`: `message` (citizens wrote, and nobody has read it), `answer` (filings, or papers sent
    in, that the desk was alerted of and has not answered), `answer-late` (those of them whose time
    is over; told to the head), `parcel` (results that did not arrive by post), `proposal` (of
    officers, to ask for papers). Others may come: who does not know one passes it over.
    `count` of the kind wait, of confidential dossiers too, the first since `oldest_at`; a late
    answer since its time was over.
    `told_accounts` are those of the register of officers who may see them that day.
    """

    TYPE: ClassVar[str] = "intake.desk-work-waiting.v1"
    SUBJECT_KIND: ClassVar[str] = "desk"

    agency: str
    on: date
    kind: str
    count: int
    oldest_at: datetime
    looked_at: datetime
    told_accounts: tuple[str, ...]

    @property
    def subject_id(self) -> str:
        """Return the code of the agency whose desk it is."""
        return self.agency
