"""What a dossier held before it was corrected or supplemented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from services.intake.registry.domain.content import Content


@unique
class VersionCause(StrEnum):
    """Why a content was replaced."""

    CORRECTION = "correction"  # the desk had received it wrongly
    SUPPLEMENT = "supplement"  # what was asked for came in


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentVersion:
    """An earlier content: its number, until when it stood, and who replaced it why."""

    number: int
    replaced_at: datetime
    by: Mapping[str, Any]
    cause: VersionCause
    reason: str | None = field(default=None, repr=False)
    case: str | None
    content: Content
