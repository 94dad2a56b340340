"""The case of a dossier: what the agencies do about it between acceptance and result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.rights import Confidentiality
from services.routing.process.domain.facts import NOTHING, Facts
from services.routing.process.domain.process import Process
from services.routing.work.domain.errors import TaskUnknownError
from services.routing.work.domain.proposal import Proposal, ProposalUnknownError
from services.routing.work.domain.task import Task


@unique
class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # agencies work on it
    APPROVED = "approved"  # every leg finished; there is a result
    REFUSED = "refused"  # refused after appraisal (Decree 61/2018 art. 19(8))
    STOPPED = "stopped"  # intake closed the dossier with a stop notice
    WITHDRAWN = "withdrawn"  # the owner took the dossier back before a decision
    MOVED = "moved"  # the dossier had been received wrongly; its work counts for nobody


@unique
class LegStatus(StrEnum):
    """Where the part of one agency stands."""

    WAITING = "waiting"  # for the legs before it
    RUNNING = "running"  # one of its steps is an open task
    FINISHED = "finished"  # the agency has done its part
    CANCELLED = "cancelled"  # the case was decided before it could finish
    SKIPPED = "skipped"  # the facts of the dossier do not choose it


DONE = frozenset({LegStatus.FINISHED, LegStatus.SKIPPED})
"""What a join waits for: a leg that is not chosen holds nobody up."""


@unique
class Suspension(StrEnum):
    """Why the clocks of a case stand."""

    SUPPLEMENT = "supplement"  # the desk asked for papers
    OBLIGATION = "obligation"  # the applicant owes tax or land money
    OBLIGATION_MET = "obligation-met"  # it is paid; intake has yet to say the new due date


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The part of one agency; `started_at` and `due_at` are of its newest start.

    Its clock has `clock_minutes` from `clock_from` on; None: all of its definition's, from the
    start. Of a consultation `silent_at` is when silence counts, and `lapsed` says that it did.
    Past `late_at` the leg is late by its own term; None where none of that is left to be kept.
    A finished leg goes on at `successor` if it is given back: its agency has ended since.
    """

    id: str
    agency: str
    status: LegStatus = LegStatus.WAITING
    started_at: datetime | None = None
    finished_at: datetime | None = None
    due_at: datetime | None = None
    clock_from: datetime | None = None
    clock_minutes: int | None = None
    silent_at: datetime | None = None
    lapsed: bool = False
    late_at: datetime | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPaper:
    """The result of a leg, which a later leg takes: its number, its day, who issued it."""

    leg: str
    agency: str
    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A step of a leg in the process."""

    leg: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an approver decided; `number` and `note` are of the result, where one was given."""

    agency: str
    officer: str
    number: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The case of one dossier on one version of its procedure.

    `number` counts the cases of the dossier; only the last one counts. The head of
    `competent_agency` answers for the decision, and apologises where it will be late.

    `process` is the definition it runs; `due_at` the dossier's legal due date, which no leg or
    step may pass (None while the clock stands); `suspended` why it stands; `apology_since` when
    an apology became due; `held_since` when the head suspended the work (the clock goes on);
    `decision` the newest approval or the refusal. `kept` says how closely the procedure is kept.
    `facts` choose its way, `papers` are what its legs gave so far, `paid` the payments whose
    receipt came: nobody pays twice. `tasks` are the open ones, and those that a transition just
    ended; so are `proposals`.
    """

    id: UUID
    dossier: str
    number: int = 1
    procedure: str
    procedure_version: int
    process: Process
    receiving_agency: str
    competent_agency: str
    kept: Confidentiality = Confidentiality.ORDINARY
    opened_at: datetime
    due_at: datetime | None
    status: CaseStatus = CaseStatus.OPEN
    decided_at: datetime | None = None
    decision: Decision | None = None
    suspended: Suspension | None = None
    apology_since: datetime | None = None
    held_since: datetime | None = None
    facts: Facts = NOTHING
    papers: Mapping[str, IssuedPaper] = field(default_factory=dict)
    paid: frozenset[Place] = frozenset()
    legs: tuple[Leg, ...]
    tasks: tuple[Task, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def agencies(self) -> frozenset[str]:
        """Return the agencies that work, have worked or may have to go on."""
        places = ((leg.agency, leg.successor) for leg in self.legs)
        return frozenset(code for place in places for code in place if code is not None)

    def leg(self, leg: str) -> Leg:
        """Return a leg by its id; raises `KeyError`."""
        for candidate in self.legs:
            if candidate.id == leg:
                return candidate
        raise KeyError(leg)

    def task(self, task: UUID) -> Task:
        """Return one of the tasks at hand; raises `TaskUnknownError`."""
        for candidate in self.tasks:
            if candidate.id == task:
                return candidate
        raise TaskUnknownError

    def with_leg(self, leg: Leg) -> Case:
        """Return the case with `leg` in place of the one with its id."""
        legs = tuple(leg if other.id == leg.id else other for other in self.legs)
        return replace(self, legs=legs)

    def with_task(self, task: Task) -> Case:
        """Return the case with `task` added, or in place of the one with its id."""
        others = tuple(other for other in self.tasks if other.id != task.id)
        return replace(self, tasks=(*others, task))

    def proposal(self, proposal: UUID) -> Proposal:
        """Return one of the proposals at hand; raises `ProposalUnknownError`."""
        for candidate in self.proposals:
            if candidate.id == proposal:
                return candidate
        raise ProposalUnknownError

    def with_proposal(self, proposal: Proposal) -> Case:
        """Return the case with `proposal` added, or in place of the one with its id."""
        others = tuple(other for other in self.proposals if other.id != proposal.id)
        return replace(self, proposals=(*others, proposal))

    def finished_legs(self) -> frozenset[str]:
        """Return the ids of the legs whose agencies have done their part."""
        return frozenset(leg.id for leg in self.legs if leg.status is LegStatus.FINISHED)

    def done_legs(self) -> frozenset[str]:
        """Return the ids of the legs that no join waits for any more."""
        return frozenset(leg.id for leg in self.legs if leg.status in DONE)
