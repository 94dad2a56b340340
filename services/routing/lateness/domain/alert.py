"""An alert: somebody was told that a step's time runs out or is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from contracts.events.lateness import StepEscalated
from kernel.process import StepRole
from kernel.rights import Action, Actor, Confidentiality
from services.routing.lateness.domain.ladder import Addressee, Audience, Reached
from services.routing.lateness.domain.reading import Position
from services.routing.work.domain.case import Case
from services.routing.work.domain.scope import Scope, heads, scopes_of


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

    def holds(self, to: Addressee, role: StepRole, kept: Confidentiality) -> bool:
        """Tell whether what is told of a step of `role` is for them; as the list has it."""
        if to.audience is Audience.OFFICER:
            return to.officer == self.own
        if to.audience is Audience.HEAD:
            return to.agency in self.headed
        return any(
            scope.agency == to.agency
            and role in scope.roles
            and not (scope.ordinary and kept is Confidentiality.CONFIDENTIAL)
            for scope in self.scopes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsPage:
    """A page of alerts, and where the next one begins."""

    alerts: Sequence[Alert] = field(default_factory=tuple)
    after: Position | None = None


def reach_of(actor: Actor) -> AlertReach:
    """Return which alerts are for the actor, by where they stand."""
    scopes = scopes_of(actor, Action.READ_WORKLIST)
    headed = {scope.agency for scope in scopes if heads(actor, scope.agency)}
    return AlertReach(own=actor.subject, scopes=scopes, headed=tuple(sorted(headed)))


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


def said_of(
    case: Case, alert: Alert, agency: str, told: Sequence[str], days: Sequence[date]
) -> StepEscalated:
    """Return what is said of an alert about a step of `agency`.

    It is for these accounts, at an agency that is open on these days.
    """
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
        procedure=alert.procedure,
        told_accounts=tuple(told),
        open_days=tuple(days),
    )
