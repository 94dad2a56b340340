"""What the use cases of this area need from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from contracts.events import Event
from kernel.rights import Confidentiality
from services.routing.work.domain.assigning import Colleague, Plan
from services.routing.work.domain.case import Case
from services.routing.work.domain.proposal import Proposal
from services.routing.work.domain.proposal_reach import ProposalRequest, Reach
from services.routing.work.domain.reading import (
    CaseView,
    CounterQuery,
    Counters,
    ListedTask,
    SlipQuery,
    StepEvent,
    WorklistQuery,
)
from services.routing.work.domain.scope import Scope, Sight
from services.routing.work.domain.slip import Slip
from services.routing.work.domain.task import Task


class Cases(Protocol):
    """The cases with their legs and tasks."""

    def known(self, dossier: str) -> bool:
        """Tell whether the dossier has a case."""
        ...

    def add(self, case: Case) -> None:
        """Keep a new case."""
        ...

    def lock_for_task(self, task: UUID) -> Case | None:
        """Return the case of a task under its lock, so that parallel legs take turns.

        Its `tasks` are the open ones and the one asked for. None when there is no such task.
        """
        ...

    def lock_for_proposal(self, proposal: UUID) -> Case | None:
        """Return the case of a proposal under its lock, with that and the open ones.

        Its `tasks` are the open ones. None when there is no such proposal.
        """
        ...

    def lock_for_dossier(self, dossier: str, *, wait: bool = True) -> Case | None:
        """Return the last case of a dossier under its lock, with its open tasks; None without one.

        Not `wait`: `LockTimeoutError` when somebody holds it.
        """
        ...

    def lock_for_dossiers(self, dossiers: Sequence[str]) -> Mapping[str, Case]:
        """Return by dossier what `lock_for_dossier` does, locked in the order of their codes.

        A dossier without a case is not among them.
        """
        ...

    def lock_open(self, after: UUID | None, limit: int) -> Sequence[Case]:
        """Return the next open cases by id, under their locks, with their open tasks.

        They end before the first that somebody holds; `LockTimeoutError` when that is the next.
        """
        ...

    def save(self, before: Case, after: Case) -> None:
        """Write what a transition changed between `before` and `after`."""
        ...

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write what transitions changed, (before, after) of different dossiers."""
        ...


class SeenCases(Protocol):
    """Whole cases, as far as somebody may know of them."""

    def seen(self, dossier: str, sight: Sight) -> CaseView | None:
        """Return the last case of a dossier; None where there is none in sight."""
        ...

    def events(self, case: UUID) -> Sequence[StepEvent]:
        """Return what was done with the steps of a case, oldest first; nobody's words."""
        ...


class History(Protocol):
    """Who did what with which task; nothing is ever taken back."""

    def add(self, event: StepEvent) -> None:
        """Record what was done."""
        ...

    def add_all(self, events: Sequence[StepEvent]) -> None:
        """Record much at once."""
        ...


class Colleagues(Protocol):
    """Who is at work, as the register of officers has it."""

    def find(self, account: str, on: date) -> Colleague | None:
        """Return an officer as they are on a day, in office or not; None: not in the register."""
        ...

    def at(self, agency: str, on: date) -> Sequence[Colleague]:
        """Return who stands at an agency on a day, by account."""
        ...


class Workforce(Protocol):
    """Everybody in the register of officers."""

    def everybody(self, on: date) -> Sequence[Colleague]:
        """Return who is in office on a day, wherever they stand then, by account."""
        ...


class Plans(Protocol):
    """What heads laid down about assigning; nothing is ever taken back."""

    def newest(self, agency: str) -> Plan:
        """Return the plan of an agency, version 0 without one."""
        ...

    def add(self, plan: Plan, *, by: str, at: datetime) -> None:
        """Keep a new version; raises `StaleVersionError` when somebody was faster."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A case in which one agency took over from another."""

    case: UUID
    old: str
    new: str


class Slips(Protocol):
    """The hand-over slips; they are written with the case that they are of."""

    def page(self, query: SlipQuery) -> Sequence[Slip]:
        """Return slips from or to the agencies of the scopes, the newest first."""
        ...

    def find(self, slip: UUID, scopes: Sequence[Scope]) -> Slip | None:
        """Return a slip from or to one of the scopes' agencies."""
        ...

    def lock(self, slip: UUID) -> Slip | None:
        """Return a slip that nobody else settles until the transaction ends."""
        ...

    def save(self, slip: Slip) -> None:
        """Keep what came of a slip."""
        ...

    def pass_on(self, passed: Sequence[Passed]) -> None:
        """Let the successor of an agency confirm what that had not taken yet, in many cases."""
        ...


class OpenWork(Protocol):
    """Who holds what."""

    def loads(self, accounts: Sequence[str]) -> Mapping[str, int]:
        """Return the effort that each account holds, in minutes; nothing: none."""
        ...

    def owners(self, agency: str) -> Sequence[str]:
        """Return the accounts that hold tasks of an agency."""
        ...

    def dossiers(self, agency: str, owners: Sequence[str], *, waiting: bool) -> Sequence[str]:
        """Return dossiers with a task at an agency that these hold, or (`waiting`) nobody does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHeld:
    """The open tasks of an agency in open cases, with their dossier and how that is kept."""

    cases: int
    tasks: Sequence[tuple[str, Task, Confidentiality]]


class HeldWork(Protocol):
    """What an agency that is to end has, as it stands now."""

    def of(self, agency: str, dossiers: Sequence[str]) -> WorkHeld:
        """Return its work on these dossiers."""
        ...


class Notes(Protocol):
    """The words that officers wrote about a case, in its history and with its result."""

    def erase(self, dossier: str) -> None:
        """Erase the words of a closed case; who did what and when stays."""
        ...


class Tasks(Protocol):
    """The read side: worklists, single tasks, whole cases."""

    def worklist(self, query: WorklistQuery) -> Sequence[ListedTask]:
        """Return open tasks, the least legal slack in front; undated ones come last."""
        ...

    def count(self, query: CounterQuery) -> Counters:
        """Return how many open tasks there are, in one statement."""
        ...

    def find(self, task: UUID, scopes: Sequence[Scope]) -> ListedTask | None:
        """Return a task of one of the scopes' agencies, open or ended, whatever its role."""
        ...

    def history(self, task: UUID) -> Sequence[StepEvent]:
        """Return what was done with a task, oldest first."""
        ...

    def case(self, dossier: str) -> CaseView | None:
        """Return the case of a dossier, whole."""
        ...


class Proposals(Protocol):
    """The read side of what officers propose."""

    def page(self, wanted: ProposalRequest, reaches: Sequence[Reach]) -> Sequence[Proposal]:
        """Return open proposals that are known of from these sides, the oldest first."""
        ...

    def find(self, proposal: UUID) -> Proposal | None:
        """Return a proposal, whatever came of it."""
        ...

    def of_task(self, task: UUID) -> Sequence[Proposal]:
        """Return what was proposed out of a task, oldest first."""
        ...


class Events(Protocol):
    """Where what happened is said; the outbox of the transaction."""

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        ...
