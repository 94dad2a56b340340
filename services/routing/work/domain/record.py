"""Who did what with a case by which version of its process: the record that ISO 9001 asks for.

Codes, accounts and instants; no words of anybody, so that it outlives the dossier's data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.process import StepRole
from kernel.text import Text
from services.routing.work.domain.case import CaseStatus
from services.routing.work.domain.reading import CaseView, StepEvent
from services.routing.work.domain.task import Task

STARTED = "started"
ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """What was done with a step at `at`: by an officer, or by nobody in person.

    `taker` is to whom it was given; `due_at` and `late` are of a step that ended.
    """

    at: datetime
    task: UUID
    leg: str
    leg_name: Text
    step: str
    step_name: Text
    agency: str
    role: StepRole
    action: str
    officer: str | None
    taker: str | None = None
    due_at: datetime | None = None
    late: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRecord:
    """The record of a dossier's case, which ran `procedure_version` of its process."""

    dossier: str
    procedure: str
    procedure_version: int
    status: CaseStatus
    opened_at: datetime
    decided_at: datetime | None
    lines: Sequence[RecordLine]


def record_of(case: CaseView, events: Sequence[StepEvent]) -> ProcessRecord:
    """Return the record: each step as it began, what was done with it, and how it ended.

    An end that an officer made stands among what officers did; others have a line of their own.
    """
    by_task: dict[UUID, list[StepEvent]] = {}
    for event in events:
        by_task.setdefault(event.task, []).append(event)
    lines = [
        line
        for leg in case.legs
        for task in leg.tasks
        for line in _of_task(case, leg.name, task, by_task.get(task.id, []))
    ]
    return ProcessRecord(
        dossier=case.dossier,
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        status=case.status,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
        lines=sorted(lines, key=lambda line: line.at),
    )


def _of_task(
    case: CaseView, leg_name: Text, task: Task, events: Sequence[StepEvent]
) -> Sequence[RecordLine]:
    def line(
        at: datetime, action: str, officer: str | None, *, taker: str | None = None
    ) -> RecordLine:
        ends = task.end is not None and action in (ENDED, task.end.value)
        return RecordLine(
            at=at,
            task=task.id,
            leg=task.leg,
            leg_name=leg_name,
            step=task.step,
            step_name=case.process.step(task.leg, task.step).name,
            agency=task.agency,
            role=task.role,
            action=action,
            officer=officer or None,
            taker=taker,
            due_at=task.due_at if ends else None,
            late=at > task.due_at if ends and task.due_at is not None else None,
        )

    done = [line(event.at, event.action, event.officer, taker=event.taker) for event in events]
    found = [line(task.started_at, STARTED, None), *done]
    told = any(task.end is not None and event.action == task.end.value for event in events)
    if task.ended_at is not None and not told:
        found.append(line(task.ended_at, task.end.value if task.end else ENDED, task.ended_by))
    return found
