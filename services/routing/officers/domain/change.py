"""A change of the register, for the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who did what to which officer's entry; `data` holds codes and days, no names."""

    at: datetime
    by: str
    officer: UUID
    action: str
    version: int
    data: Mapping[str, object] = field(default_factory=dict)
