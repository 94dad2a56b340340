"""A task: one run of a step, that waits for an officer, is held by one, and ends once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.errors import StaleVersionError
from kernel.process import StepRole
from services.routing.work.domain.errors import (
    SameOwnerError,
    SystemAskedError,
    TaskEndedError,
    TaskForHeadError,
    TaskNotClaimedError,
    TaskTakenError,
)


@unique
class TaskStatus(StrEnum):
    """Where a task stands."""

    WAITING = "waiting"  # nobody has taken it on
    CLAIMED = "claimed"  # `assignee` answers for it
    ENDED = "ended"  # over, see `end`


@unique
class TaskEnd(StrEnum):
    """How a task ended; the first five are the actions of officers."""

    COMPLETE = "complete"
    FORWARD = "forward"
    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"
    CANCELLED = "cancelled"  # the case was decided elsewhere
    LAPSED = "lapsed"  # the consulted agency said nothing in time, which counts as consent
    ANSWERED = "answered"  # the specialised system answered


USUAL_EFFORT = 240
"""What a task weighs that says nothing else, in minutes of work."""

LEAST_EFFORT = 60
"""What the smallest task weighs: a payment takes no time of its own, and an officer's eye."""


@unique
class EnquiryStatus(StrEnum):
    """How it stands with a specialised system that was asked to do a step."""

    ASKED = "asked"  # it has until `until` to answer
    ANSWERED = "answered"  # it did the step
    REFUSED = "refused"  # it would not: an officer does the step
    SILENT = "silent"  # it was asked as often as may be: an officer does the step
    TAKEN_OVER = "taken-over"  # an officer took the step while it was silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A step that a specialised system is asked to do, for the `attempt`-th time.

    Its reference outside is the id of the task; `until` is when it is asked again or given up,
    None once that is over.
    """

    status: EnquiryStatus
    attempt: int
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One run of step `step` of leg `leg`; a step that was returned runs again as a new task.

    `assignee` and `ended_by` are subjects of officers; `version` is the task's own entity tag.
    A task that waits stands in its unit's queue, or with `for_head` in the head's. `effort` is
    what it weighs in a fair load, in minutes. `told` is at what percent of its time somebody was
    told last. Begun past `latest_at` the dossier cannot be in time any more; None where nothing
    can be said.
    """

    id: UUID
    leg: str
    step: str
    agency: str
    role: StepRole
    started_at: datetime
    due_at: datetime | None
    latest_at: datetime | None = None
    status: TaskStatus = TaskStatus.WAITING
    assignee: str | None = None
    end: TaskEnd | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    version: int = 1
    clock_from: datetime | None = None
    clock_minutes: int | None = None
    for_head: bool = False
    effort: int = USUAL_EFFORT
    enquiry: Enquiry | None = None
    told: int = 0

    @property
    def pressing_at(self) -> datetime | None:
        """Return by which instant it stands in a worklist: by legal slack, else its own date."""
        return self.latest_at or self.due_at

    @property
    def open(self) -> bool:
        """Tell whether the task still waits for its end."""
        return self.status is not TaskStatus.ENDED

    @property
    def with_system(self) -> bool:
        """Tell whether a system outside is still to answer."""
        asked = self.enquiry is not None and self.enquiry.status is EnquiryStatus.ASKED
        return self.open and asked

    @property
    def kept_by_system(self) -> bool:
        """Tell whether it is not for officers yet: its system has not passed a time-out."""
        return self.with_system and self.enquiry is not None and self.enquiry.attempt == 1


def claim(task: Task, officer: str, *, by_head: bool = False) -> Task:
    """Return the task held by `officer`; raises `TaskEndedError`, `TaskTakenError`.

    Claiming what one already holds changes nothing. What stands in the head's queue is taken by
    the head alone, else `TaskForHeadError`; what a system outside was asked to do is an officer's
    once it let its time pass, before `SystemAskedError`.
    """
    require_free_for(task, officer)
    if task.assignee == officer:
        return task
    if task.for_head and not by_head:
        raise TaskForHeadError
    return _held(task, officer)


def settled(task: Task, status: EnquiryStatus) -> Task:
    """Return the task with its enquiry, where it has one, over."""
    return replace(task, enquiry=task.enquiry and replace(task.enquiry, status=status, until=None))


def release(task: Task, officer: str, *, by_head: bool) -> Task:
    """Return the task without an owner, so that a colleague can take it.

    The owner may; the agency's head may for an owner who is away (`by_head`). Raises
    `TaskEndedError`, `TaskNotClaimedError`, `TaskTakenError`.
    """
    if not by_head:
        require_free_for(task, officer)
    elif not task.open:
        raise TaskEndedError
    if task.assignee is None:
        raise TaskNotClaimedError
    return replace(task, status=TaskStatus.WAITING, assignee=None, version=task.version + 1)


def transfer(task: Task, giver: str, taker: str) -> Task:
    """Return the task held by `taker`, to whom its owner gives it.

    Raises `TaskEndedError`, `TaskTakenError`, `TaskNotClaimedError`, `SameOwnerError`.
    """
    require_free_for(task, giver)
    if task.assignee is None:
        raise TaskNotClaimedError
    return _held(task, taker)


def assign(task: Task, taker: str) -> Task:
    """Return the task held by `taker`, whoever held it before.

    Raises `TaskEndedError`, `SameOwnerError`, `SystemAskedError`. That somebody above them may
    decide so, the caller has made sure of.
    """
    if not task.open:
        raise TaskEndedError
    return _held(task, taker)


def _held(task: Task, taker: str) -> Task:
    if task.assignee == taker:
        raise SameOwnerError(pointer="/to")
    if task.kept_by_system:
        raise SystemAskedError
    held = replace(
        task,
        status=TaskStatus.CLAIMED,
        assignee=taker,
        for_head=False,
        version=task.version + 1,
    )
    return settled(held, EnquiryStatus.TAKEN_OVER) if task.with_system else held


def give_to_head(task: Task) -> Task:
    """Return the task in the head's queue, without an owner; one that is there stays as it is."""
    if task.for_head:
        return task
    return replace(
        task,
        status=TaskStatus.WAITING,
        assignee=None,
        for_head=True,
        version=task.version + 1,
    )


def end_task(task: Task, end: TaskEnd, *, at: datetime, officer: str | None) -> Task:
    """Return the task with its one end; raises `TaskEndedError` when it has one already."""
    if not task.open:
        raise TaskEndedError
    enquiry = task.enquiry and replace(task.enquiry, until=None)
    return replace(
        task,
        enquiry=enquiry,
        status=TaskStatus.ENDED,
        end=end,
        ended_at=at,
        ended_by=officer,
        for_head=False,
        version=task.version + 1,
    )


def require_free_for(task: Task, officer: str) -> None:
    """Raise unless the task is open and nobody but `officer` holds it."""
    if not task.open:
        raise TaskEndedError
    if task.assignee not in (None, officer):
        raise TaskTakenError


def require_version(task: Task, version: str) -> None:
    """Raise `StaleVersionError` unless `version` is the task's.

    Asked after what would be a conflict anyway (RFC 9110 section 13.2.1): who comes second is
    told that the task is taken, and not merely that it changed.
    """
    if version != str(task.version):
        raise StaleVersionError
