"""A case as a graph: its legs and steps with the state they are in, for who works on it.

Nobody stands in it, neither applicant nor officer: who has a step is said by agency and role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from kernel.process import StepKind, StepRole
from kernel.text import Text
from services.routing.process.domain.process import StepDefinition
from services.routing.work.domain.case import CaseStatus, LegStatus
from services.routing.work.domain.reading import CaseView, LegView
from services.routing.work.domain.task import Task, TaskEnd, TaskStatus


@unique
class State(StrEnum):
    """Where a leg or step stands; that it is late is said beside it."""

    WAITING = "waiting"  # for what comes before it
    OPEN = "open"  # for somebody to take it, or for a system outside
    CLAIMED = "claimed"  # somebody answers for it
    DONE = "done"
    REFUSED = "refused"  # the dossier was refused here
    SKIPPED = "skipped"  # the facts of the dossier do not choose it
    LAPSED = "lapsed"  # nobody answered in time, which counts as consent
    CANCELLED = "cancelled"  # the case ended before


_ENDED: Mapping[TaskEnd, State] = {
    TaskEnd.COMPLETE: State.DONE,
    TaskEnd.FORWARD: State.DONE,
    TaskEnd.APPROVE: State.DONE,
    TaskEnd.ANSWERED: State.DONE,
    TaskEnd.RETURN: State.WAITING,
    TaskEnd.REFUSE: State.REFUSED,
    TaskEnd.CANCELLED: State.CANCELLED,
    TaskEnd.LAPSED: State.LAPSED,
}
_LEGS: Mapping[LegStatus, State] = {
    LegStatus.WAITING: State.WAITING,
    LegStatus.RUNNING: State.OPEN,
    LegStatus.FINISHED: State.DONE,
    LegStatus.CANCELLED: State.CANCELLED,
    LegStatus.SKIPPED: State.SKIPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphStep:
    """A step, by `leg` and `step`; dates are of its newest run, `runs` counts them."""

    leg: str
    step: str
    name: Text
    kind: StepKind
    role: StepRole
    state: State
    late: bool = False
    runs: int = 0
    started_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def id(self) -> str:
        """Return the id of the step in the graph."""
        return f"{self.leg}/{self.step}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphLeg:
    """The part of one agency with its steps, and the legs it waits for."""

    leg: str
    name: Text
    agency: str
    agency_name: str | None
    state: State
    late: bool
    started_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    after: tuple[str, ...]
    steps: tuple[GraphStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGraph:
    """The graph of a case as it stands at `at`."""

    dossier: str
    procedure: str
    procedure_version: int
    status: CaseStatus
    due_at: datetime | None
    decided_at: datetime | None
    at: datetime
    legs: tuple[GraphLeg, ...]

    def edges(self) -> Iterator[tuple[GraphStep, GraphStep]]:
        """Yield what leads to what: inside a leg, and from its last step to the legs behind."""
        by_id = {leg.leg: leg for leg in self.legs}
        for leg in self.legs:
            yield from zip(leg.steps, leg.steps[1:], strict=False)
            for before in leg.after:
                yield by_id[before].steps[-1], leg.steps[0]


def graph_of(case: CaseView, at: datetime) -> CaseGraph:
    """Return the graph of a case at an instant."""
    return CaseGraph(
        dossier=case.dossier,
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        status=case.status,
        due_at=case.due_at,
        decided_at=case.decided_at,
        at=at,
        legs=tuple(_leg(leg, case, at) for leg in case.legs),
    )


def _leg(leg: LegView, case: CaseView, at: datetime) -> GraphLeg:
    definition = case.process.leg(leg.leg)
    ended = leg.finished_at or (at if leg.status is LegStatus.RUNNING else None)
    return GraphLeg(
        leg=leg.leg,
        name=leg.name,
        agency=leg.agency,
        agency_name=leg.agency_name,
        state=_leg_state(leg),
        late=ended is not None and leg.late_at is not None and ended > leg.late_at,
        started_at=leg.started_at,
        due_at=leg.due_at,
        finished_at=leg.finished_at,
        after=tuple(sorted(definition.after)),
        steps=tuple(_step(step, _runs(leg, step.id), leg, case, at) for step in definition.steps),
    )


def _leg_state(leg: LegView) -> State:
    if leg.lapsed and leg.status is LegStatus.FINISHED:
        return State.LAPSED
    if any(task.status is TaskStatus.CLAIMED for task in leg.tasks):
        return State.CLAIMED
    return _LEGS[leg.status]


def _runs(leg: LegView, step: str) -> Sequence[Task]:
    return [task for task in leg.tasks if task.step == step]


def _step(
    step: StepDefinition, runs: Sequence[Task], leg: LegView, case: CaseView, at: datetime
) -> GraphStep:
    shown = GraphStep(
        leg=leg.leg,
        step=step.id,
        name=step.name,
        kind=step.kind,
        role=step.role,
        state=_not_begun(step, leg, case),
    )
    if not runs:
        return shown
    last = runs[-1]
    until = last.ended_at or at
    return replace(
        shown,
        state=_state(last),
        late=last.due_at is not None and until > last.due_at,
        runs=len(runs),
        started_at=last.started_at,
        due_at=last.due_at,
        ended_at=last.ended_at,
    )


def _state(task: Task) -> State:
    if task.end is not None:
        return _ENDED[task.end]
    return State.CLAIMED if task.status is TaskStatus.CLAIMED else State.OPEN


def _not_begun(step: StepDefinition, leg: LegView, case: CaseView) -> State:
    """Return the state of a step that never ran: its turn has not come, or will not."""
    if leg.status is LegStatus.FINISHED:
        return State.LAPSED if leg.lapsed else State.SKIPPED
    if leg.status is LegStatus.RUNNING:
        order = [each.id for each in case.process.leg(leg.leg).steps]
        begun = max((order.index(task.step) for task in leg.tasks), default=-1)
        return State.SKIPPED if order.index(step.id) < begun else State.WAITING
    return _LEGS[leg.status]
