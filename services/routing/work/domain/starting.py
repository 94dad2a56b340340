"""Legs and steps begin, or are passed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events import Event
from kernel import graph
from kernel.process import LegKind, StepKind
from services.routing.process.domain.process import LegDefinition, StepDefinition
from services.routing.work.domain import saying
from services.routing.work.domain.case import DONE, Case, Leg, LegStatus, Suspension
from services.routing.work.domain.clocks import leg_due, leg_minutes, own_due, suspend
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.task import LEAST_EFFORT, Enquiry, EnquiryStatus, Task

Change = tuple[Case, tuple[Event, ...]]
"""The case after a transition, and what is to be said of it, in order."""


def start_ready_legs(case: Case, occasion: Occasion) -> Change:
    """Start every leg that waits for nothing any more, or pass it over where it is not chosen.

    A leg passed over is done: what waits for it may start in its turn.
    """
    events: tuple[Event, ...] = ()
    while (leg := _ready(case)) is not None:
        case, said = _begin(case, leg, occasion)
        events += said
    return case, events


def start_step(case: Case, leg: Leg, step: StepDefinition, occasion: Occasion) -> Change:
    """Make a step a task that waits for its owner.

    While the case stands its clock does not run yet. A payment lets the whole case stand; a
    connector asks its system.
    """
    within = leg.due_at or case.due_at
    stands = case.suspended is not None
    task = Task(
        id=occasion.new_id(),
        leg=leg.id,
        step=step.id,
        agency=leg.agency,
        role=step.role,
        effort=max(step.working_minutes, LEAST_EFFORT),
        started_at=occasion.at,
        due_at=None if stands else occasion.due(leg.agency, step.working_minutes, within),
    )
    case = case.with_task(task)
    said: tuple[Event, ...] = (saying.step_started(case, task),)
    if step.kind is StepKind.CONNECTOR:
        case, asked = ask_system(case, task, 1, occasion.at)
        return case, (*said, *asked)
    if step.kind is not StepKind.PAYMENT or stands:
        return case, said
    case = suspend(case, Suspension.OBLIGATION, occasion.at, occasion.schedules)
    return case, (*said, saying.obligation_found(case, task, occasion.at))


def ask_system(case: Case, task: Task, attempt: int, at: datetime) -> Change:
    """Ask the system of a connector step for the `attempt`-th time, by the task's id."""
    until = at + case.process.step(task.leg, task.step).patience(attempt)
    enquiry = Enquiry(status=EnquiryStatus.ASKED, attempt=attempt, until=until)
    task = replace(task, enquiry=enquiry)
    return case.with_task(task), (saying.system_asked(case, task, at, until),)


def reopen_leg(case: Case, leg: Leg, occasion: Occasion) -> Change:
    """Give a finished leg its last step again that somebody worked on; its clock is not set back.

    Its date is that of the newest calendar: one published after it had finished passed it over.
    A term that was over by then does not make the leg late: others had the dossier meanwhile.
    Legs behind it that were passed over are asked for again, unless work behind them has begun.
    Where its agency has ended since, the successor goes on.
    """
    step = worked_steps(case, leg)[-1]
    agency = leg.successor or leg.agency
    leg = replace(leg, agency=agency, successor=None, finished_at=None, due_at=None)
    leg = replace(leg, status=LegStatus.RUNNING)
    if case.suspended is None:
        leg = _going_on(case, leg, occasion)
    case, events = start_step(_ask_again(case.with_leg(leg), leg.id), leg, step, occasion)
    return case, (saying.leg_started(case, leg, occasion.at), *events)


def worked_steps(case: Case, leg: Leg) -> tuple[StepDefinition, ...]:
    """Return the chosen steps of a leg that are no payments: what was paid is not asked again."""
    chosen = case.process.leg(leg.id).chosen_steps(case.facts)
    return tuple(step for step in chosen if step.kind is not StepKind.PAYMENT)


def _going_on(case: Case, leg: Leg, occasion: Occasion) -> Leg:
    if leg.late_at is None and leg_minutes(case, leg):
        leg = replace(leg, clock_from=occasion.at)  # its clock stood when it ended
    due = leg_due(case, leg, occasion.schedules)
    own = own_due(case, leg, occasion.schedules)
    if own is None or own <= occasion.at or not leg_minutes(case, leg):
        return replace(leg, due_at=due, late_at=None, clock_from=occasion.at, clock_minutes=0)
    asked = case.process.leg(leg.id).kind is LegKind.CONSULTATION and not leg.lapsed
    return replace(leg, due_at=due, late_at=own, silent_at=own if asked else None)


def _ready(case: Case) -> Leg | None:
    done = case.done_legs()
    for leg in case.legs:
        if leg.status is LegStatus.WAITING and case.process.leg(leg.id).after <= done:
            return leg
    return None


def _begin(case: Case, leg: Leg, occasion: Occasion) -> Change:
    definition = case.process.leg(leg.id)
    steps = definition.chosen_steps(case.facts)
    if not steps:
        leg = replace(leg, status=LegStatus.SKIPPED, finished_at=occasion.at)
        return case.with_leg(leg), (saying.leg_skipped(case, leg, occasion.at),)
    leg = _running(case, leg, definition, occasion)
    case, events = start_step(case.with_leg(leg), leg, steps[0], occasion)
    return case, (saying.leg_started(case, case.leg(leg.id), occasion.at), *events)


def _running(case: Case, leg: Leg, definition: LegDefinition, occasion: Occasion) -> Leg:
    leg = replace(
        leg,
        status=LegStatus.RUNNING,
        started_at=occasion.at,
        clock_from=None,
        clock_minutes=None,
        lapsed=False,
    )
    if case.suspended is not None:
        return replace(leg, due_at=None, late_at=None)
    minutes = definition.working_minutes
    own = occasion.due(leg.agency, minutes, None)
    silent_at = own if definition.kind is LegKind.CONSULTATION else None
    due = occasion.due(leg.agency, minutes, case.due_at)
    return replace(leg, due_at=due, silent_at=silent_at, late_at=own if minutes else None)


def _ask_again(case: Case, opened: str) -> Case:
    """Let the skipped legs behind `opened` wait again where nothing behind them has begun."""
    for leg in case.legs:
        if leg.status is not LegStatus.SKIPPED or opened not in _before(case, leg.id):
            continue
        behind = [other for other in case.legs if leg.id in _before(case, other.id)]
        if all(other.status in (LegStatus.WAITING, LegStatus.SKIPPED) for other in behind):
            case = case.with_leg(replace(leg, status=LegStatus.WAITING, finished_at=None))
    return case


def _before(case: Case, leg: str) -> frozenset[str]:
    """Return the legs that must be done before `leg`, near and far."""
    return graph.before({each.id: each.after for each in case.process.legs}, leg)


def all_done(case: Case) -> bool:
    """Tell whether no leg is left to be worked on."""
    return all(leg.status in DONE for leg in case.legs)
