"""What of a dossier may be shown without login: nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Where a dossier stands and its dates (Circular 01/2018 art. 16(2)d)."""

    code: str
    procedure: str
    status: Status
    filed_at: datetime
    received_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    finished_at: datetime | None
    handed_over_at: datetime | None
