"""What people read of tasks and cases; reading skips the transitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.process import StepRole
from kernel.rights import Confidentiality
from kernel.text import Text
from services.routing.process.domain.facts import NOTHING, Facts
from services.routing.process.domain.process import Process
from services.routing.work.domain.case import CaseStatus, IssuedPaper, LegStatus
from services.routing.work.domain.proposal import Proposal
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.slip import Slip, SlipStatus
from services.routing.work.domain.task import Task, TaskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of a worklist ended: the next one begins after this task.

    `at` is the task's `pressing_at`.
    """

    at: datetime | None
    task: UUID


@unique
class View(StrEnum):
    """Which part of the open work is looked at; without one, what the own roles can do."""

    MINE = "mine"  # what the officer answers for
    UNIT = "unit"  # all of the agency, for its head; for others as without one
    HEAD = "head"  # what waits for the head to say who does it


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRequest:
    """What an officer asks for: a view, tasks of one role, status, dossier or field, a page.

    `field` is the code of the procedure's field; the page is the one after a place.
    """

    view: View | None = None
    field: str | None = None

    role: StepRole | None = None
    status: TaskStatus | None = None
    dossier: str | None = None
    after: Place | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistQuery:
    """Which open tasks: in any of these scopes, of this status, dossier or field, after a place.

    `holder`: held by this account; `for_head`: in the head's queue.
    """

    scopes: tuple[Scope, ...]
    status: TaskStatus | None
    dossier: str | None = None
    holder: str | None = None
    for_head: bool = False
    field: str | None = None
    after: Place | None
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTask:
    """A task with what its case adds; `finished` are the ids of the legs already done.

    `papers` are what earlier legs gave and `proposals` what was proposed out of it, where the
    task was asked for alone.
    """

    task: Task
    dossier: str
    procedure: str
    procedure_name: str
    procedure_version: int
    process: Process
    finished: frozenset[str]
    case_due_at: datetime | None
    kept: Confidentiality = Confidentiality.ORDINARY
    facts: Facts = NOTHING
    papers: Mapping[str, IssuedPaper] = field(default_factory=dict)
    proposals: Sequence[Proposal] = ()

    @property
    def step_name(self) -> Text:
        """Return the name of the step."""
        return self.process.step(self.task.leg, self.task.step).name


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A task as one officer sees it: its legal `slack` in working minutes, and actions."""

    listed: ListedTask
    slack: int | None
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistPage:
    """A page of a worklist, and the place after which the next one begins, if there is one."""

    items: Sequence[WorkItem]
    after: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterQuery:
    """What is counted: the open tasks in these scopes, as `holder` sees them at `now`."""

    scopes: tuple[Scope, ...]
    holder: str
    now: datetime
    tomorrow: datetime


MOST_ALERTS_COUNTED = 100
"""So many alerts, or more: who reads the counter shows “99+”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How many open tasks: held by the officer, in all, late, without slack, due today, queued.

    `alerts`: of steps that run out of time, told to the officer and acknowledged by nobody, not
    counted further than `MOST_ALERTS_COUNTED`.
    """

    mine: int
    unit: int
    late: int
    no_slack: int
    due_today: int
    unassigned: int
    for_head: int
    alerts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvent:
    """What somebody did with a task, for the record; `note` is the officer's own words.

    `taker` is to whom it was given.
    """

    task: UUID
    action: str
    officer: str
    at: datetime
    note: str | None = None
    taker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRequest:
    """Which slips an officer asks for: given `to` or `from` their agencies, the page after one."""

    side: str | None = None
    status: SlipStatus | None = None
    dossier: str | None = None
    after: int | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipQuery(SlipRequest):
    """The same, of the agencies of these scopes."""

    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """A leg of a case with every run of its steps, in the order they began.

    Past `late_at` it is late by its agency's own term.
    """

    leg: str
    name: Text
    agency: str
    agency_name: str | None = None
    status: LegStatus
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    lapsed: bool = False
    late_at: datetime | None = None
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case with its legs in the order of the process, and the papers they gave so far."""

    id: UUID
    dossier: str
    procedure: str
    procedure_version: int
    process: Process
    status: CaseStatus
    opened_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    facts: Facts = NOTHING
    papers: Mapping[str, IssuedPaper] = field(default_factory=dict)
    legs: Sequence[LegView]
    slips: Sequence[Slip] = ()
