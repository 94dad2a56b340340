"""What a desk or its head is told, because a limit came near or passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from services.intake.registry.domain.limit import LimitKind


@unique
class Audience(StrEnum):
    """Whom an alert is for."""

    STAFF = "staff"  # everybody at the desk
    HEAD = "head"  # the head of the agency


@unique
class AlertKind(StrEnum):
    """What beside the limits a desk is told of."""

    MESSAGE = "message"  # the citizen wrote, and nobody has read it


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWatch:
    """Of which agencies somebody may see alerts.

    In `every` of all dossiers, in `ordinary` of those that are not confidential; alerts for heads
    only in `headed`.
    """

    every: tuple[str, ...]
    ordinary: tuple[str, ...]
    headed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAlert:
    """A limit of a dossier came near or passed, or something else an agency is to attend to."""

    dossier: str
    agency: str
    audience: Audience
    kind: LimitKind | AlertKind
    at: datetime
