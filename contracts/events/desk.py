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
