"""What a dossier held before it was corrected or supplemented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier


@unique
class VersionCause(StrEnum):
    """Why a content was replaced."""

    CORRECTION = "correction"  # the desk had received it wrongly
    SUPPLEMENT = "supplement"  # what was asked for came in


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedAs:
    """As a dossier of which procedure, decided where, due when; None while the clock stood."""

    procedure: str
    procedure_version: int
    competent_agency: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentVersion:
    """An earlier content: its number, until when it stood, and who replaced it why.

    `received_as` is what the dossier was until then, None of versions kept before that was.
    """

    number: int
    replaced_at: datetime
    by: Mapping[str, Any]
    cause: VersionCause
    reason: str | None = field(default=None, repr=False)
    case: str | None
    content: Content
    received_as: ReceivedAs | None = None


def earlier_version(
    dossier: Dossier,
    content: Content,
    *,
    at: datetime,
    by: Mapping[str, Any],
    cause: VersionCause,
    reason: str | None = None,
) -> ContentVersion:
    """Return what the dossier holds before it is changed, to be kept."""
    return ContentVersion(
        number=dossier.content_version,
        replaced_at=at,
        by=by,
        cause=cause,
        reason=reason,
        case=dossier.case,
        content=content,
        received_as=ReceivedAs(
            procedure=dossier.procedure,
            procedure_version=dossier.procedure_version,
            competent_agency=dossier.competent_agency,
            due_at=dossier.due_at,
        ),
    )
