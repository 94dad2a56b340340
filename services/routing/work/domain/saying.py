"""From the state of a case to the events that tell of it."""

from __future__ import annotations

from datetime import datetime

from contracts.events.routing import (
    CaseDecided,
    CaseOpened,
    LegFinished,
    LegStarted,
    OpenedLeg,
    StepCompleted,
    StepStarted,
)
from services.routing.work.domain.case import Case, Decision, Leg
from services.routing.work.domain.task import Task


def case_opened(case: Case) -> CaseOpened:
    """Tell that the case exists, with its legs as they stand."""
    return CaseOpened(
        dossier=case.dossier,
        case=str(case.id),
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        legs=tuple(
            OpenedLeg(leg=leg.id, agency=leg.agency, status=leg.status.value, due_at=leg.due_at)
            for leg in case.legs
        ),
        opened_at=case.opened_at,
    )


def leg_started(case: Case, leg: Leg, at: datetime) -> LegStarted:
    """Tell that the dossier reached the leg's agency."""
    return LegStarted(
        dossier=case.dossier, leg=leg.id, agency=leg.agency, started_at=at, due_at=leg.due_at
    )


def leg_finished(case: Case, leg: Leg, at: datetime) -> LegFinished:
    """Tell that the leg's agency has done its part."""
    return LegFinished(
        dossier=case.dossier,
        leg=leg.id,
        agency=leg.agency,
        started_at=leg.started_at or at,
        finished_at=at,
        due_at=leg.due_at,
    )


def step_started(case: Case, task: Task) -> StepStarted:
    """Tell that a step waits for its owner."""
    return StepStarted(
        dossier=case.dossier,
        task=str(task.id),
        leg=task.leg,
        step=task.step,
        step_name=case.process.step(task.leg, task.step).name.to_document(),
        agency=task.agency,
        role=task.role.value,
        started_at=task.started_at,
        due_at=task.due_at,
    )


def step_completed(case: Case, task: Task, officer: str, at: datetime) -> StepCompleted:
    """Tell that an officer ended a step."""
    return StepCompleted(
        dossier=case.dossier,
        task=str(task.id),
        leg=task.leg,
        step=task.step,
        step_name=case.process.step(task.leg, task.step).name.to_document(),
        agency=task.agency,
        role=task.role.value,
        officer=officer,
        action="" if task.end is None else task.end.value,
        started_at=task.started_at,
        completed_at=at,
        due_at=task.due_at,
    )


def case_decided(case: Case, decision: Decision, at: datetime) -> CaseDecided:
    """Tell that the case ended with a result."""
    return CaseDecided(
        dossier=case.dossier,
        case=str(case.id),
        outcome=case.status.value,
        result_number=decision.number,
        agency=decision.agency,
        officer=decision.officer,
        decided_at=at,
    )
