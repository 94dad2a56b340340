"""Why somebody did something to a dossier, in their own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import Any


@unique
class ReasonKind(StrEnum):
    """What was done."""

    WITHDRAWAL = "withdrawal"  # the owner took the dossier back, or asked for it
    SUSPENSION = "suspension"  # the head held the work up
    RESUMPTION = "resumption"  # the head let it go on
    DRAFT_ANSWER = "draft-answer"  # an officer recorded an answer about a draft: who gave it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What somebody wrote; `by` is who, as in the timeline."""

    kind: ReasonKind
    at: datetime
    by: Mapping[str, Any]
    words: str = field(repr=False)
