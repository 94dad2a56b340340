"""An alert: somebody was told that a step's time runs out or is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.events.lateness import StepEscalated
from kernel.rights import Confidentiality
from services.routing.lateness.domain.ladder import Addressee, Audience, Reached
from services.routing.lateness.domain.reading import Position
from services.routing.work.domain.case import Case
from services.routing.work.domain.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Who of those who were told said first that they know, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Who was told at `at` that `percent` of a step's time is used up; `due_at` as it was then."""

    id: UUID
    dossier: str
    procedure: str
    leg: str
    step: str
    task: UUID
    percent: int
    to: Addressee
    kept: Confidentiality = Confidentiality.ORDINARY
    due_at: datetime | None
    at: datetime
    open: bool = True
    """Whether the step still waits for its end."""
    acknowledged: Acknowledgement | None = None

    @property
    def version(self) -> int:
        """Return what changes when somebody says that they know: 0 before, 1 after."""
        return 0 if self.acknowledged is None else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsWanted:
    """Which alerts somebody asks for, the newest first."""

    dossier: str | None = None
    audience: Audience | None = None
    open: bool | None = None
    acknowledged: bool | None = None
    after: Position | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReach:
    """Which alerts somebody may read: for `own`, for units of `scopes`, for heads of `headed`."""

    own: str
    scopes: tuple[Scope, ...]
    headed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsPage:
    """A page of alerts, and where the next one begins."""

    alerts: Sequence[Alert] = field(default_factory=tuple)
    after: Position | None = None


def alert_of(case: Case, reached: Reached, to: Addressee, at: datetime, alert: UUID) -> Alert:
    """Return the alert of a rung for one of those who are told."""
    task = reached.task
    return Alert(
        id=alert,
        dossier=case.dossier,
        procedure=case.procedure,
        leg=task.leg,
        step=task.step,
        task=task.id,
        percent=reached.rung.percent,
        to=to,
        kept=case.kept,
        due_at=task.due_at,
        at=at,
    )


def said_of(case: Case, alert: Alert, agency: str) -> StepEscalated:
    """Return what is said of an alert about a step of `agency`."""
    return StepEscalated(
        alert=str(alert.id),
        dossier=alert.dossier,
        case_number=case.number,
        task=str(alert.task),
        leg=alert.leg,
        step=alert.step,
        step_name=case.process.step(alert.leg, alert.step).name.to_document(),
        agency=agency,
        percent=alert.percent,
        audience=alert.to.audience.value,
        told_agency=alert.to.agency,
        told_officer=alert.to.officer,
        due_at=alert.due_at,
        escalated_at=alert.at,
    )
