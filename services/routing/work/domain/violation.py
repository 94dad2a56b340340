"""A line of the register of violations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID


@unique
class ViolationKind(StrEnum):
    """What was not kept."""

    ANSWER_LATE = "answer-late"  # the desk did not answer a filing in time
    SUPPLEMENT_OVERRIDDEN = "supplement-overridden"  # papers asked for after the time for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What happened, where and when; `event_id` is of the event that told of it."""

    event_id: UUID
    kind: ViolationKind
    dossier: str
    agency: str
    officer: str | None
    at: datetime
