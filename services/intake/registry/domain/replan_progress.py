"""How far the open dossiers follow a published calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a publication has come; `finished_at` is None while dossiers are behind."""

    calendar: str
    version: int
    notice: str | None
    started_at: datetime
    seen: int
    moved: int
    finished_at: datetime | None
