"""Legs and steps begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events import Event
from services.routing.process.domain.process import LegDefinition, StepDefinition
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, Leg, LegStatus
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.task import Task

Change = tuple[Case, tuple[Event, ...]]
"""The case after a transition, and what is to be said of it, in order."""


def start_ready_legs(case: Case, occasion: Occasion) -> Change:
    """Start every leg that waits for nothing any more; it begins with its first step."""
    events: tuple[Event, ...] = ()
    finished = case.finished_legs()
    for leg in case.legs:
        definition = case.process.leg(leg.id)
        if leg.status is LegStatus.WAITING and definition.after <= finished:
            case, said = _start_leg(case, leg, definition, occasion)
            events += said
    return case, events


def start_step(case: Case, leg: Leg, step: StepDefinition, occasion: Occasion) -> Change:
    """Make a step a task that waits for its owner."""
    task = Task(
        id=occasion.new_id(),
        leg=leg.id,
        step=step.id,
        agency=leg.agency,
        role=step.role,
        started_at=occasion.at,
        due_at=occasion.due(leg.agency, step.working_minutes, leg.due_at or case.due_at),
    )
    case = case.with_task(task)
    return case, (saying.step_started(case, task),)


def reopen_leg(case: Case, leg: Leg, occasion: Occasion) -> Change:
    """Give a finished leg its last step again; its own clock is not set back."""
    definition = case.process.leg(leg.id)
    leg = replace(leg, status=LegStatus.RUNNING, finished_at=None)
    case, events = start_step(case.with_leg(leg), leg, definition.steps[-1], occasion)
    return case, (saying.leg_started(case, leg, occasion.at), *events)


def _start_leg(case: Case, leg: Leg, definition: LegDefinition, occasion: Occasion) -> Change:
    due_at: datetime | None = occasion.due(leg.agency, definition.working_minutes, case.due_at)
    leg = replace(leg, status=LegStatus.RUNNING, started_at=occasion.at, due_at=due_at)
    case, events = start_step(case.with_leg(leg), leg, definition.steps[0], occasion)
    return case, (saying.leg_started(case, leg, occasion.at), *events)
