"""What the routes of the area answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel.text import Text
from kernel.working_time import in_vietnam
from services.routing.work.api.proposal_schemas import proposal_document
from services.routing.work.api.step_details import papers_document, step_details
from services.routing.work.domain.case import LegStatus
from services.routing.work.domain.reading import CaseView, LegView, StepEvent, WorkItem
from services.routing.work.domain.slip import Slip
from services.routing.work.domain.task import Task, TaskStatus

LEG_STATES: Mapping[LegStatus, Text] = {
    LegStatus.WAITING: Text(vi="Chưa đến lượt", en="Not yet its turn"),
    LegStatus.RUNNING: Text(vi="Đang xử lý", en="At work"),
    LegStatus.FINISHED: Text(vi="Đã xong", en="Done"),
    LegStatus.CANCELLED: Text(vi="Không xử lý tiếp", en="Not worked on any more"),
    LegStatus.SKIPPED: Text(vi="Không áp dụng", en="Does not apply"),
}
"""How the part of an agency stands, in words for the owner of the dossier."""


def item_document(item: WorkItem) -> dict[str, Any]:
    """Return an item of a worklist."""
    listed, task = item.listed, item.listed.task
    return {
        "task": str(task.id),
        "dossier": listed.dossier,
        "procedure": listed.procedure,
        "procedure_name": listed.procedure_name,
        "leg": task.leg,
        "step": task.step,
        "step_name": listed.step_name.to_document(),
        "agency": task.agency,
        "role": task.role.value,
        "status": task.status.value,
        "assignee": task.assignee,
        "queue": _queue(task),
        "started_at": stamp(task.started_at),
        "due_at": stamp(task.due_at),
        "slack_working_minutes": item.slack,
        "etag": str(task.version),
        "actions": list(item.actions),
    }


def _queue(task: Task) -> str | None:
    """Return which queue a task waits in; None: somebody answers for it, or it is over."""
    if task.status is not TaskStatus.WAITING:
        return None
    return "head" if task.for_head else "unit"


def task_document(item: WorkItem, history: Sequence[StepEvent]) -> dict[str, Any]:
    """Return one task with its end and what was done with it."""
    task = item.listed.task
    return item_document(item) | {
        "procedure_version": item.listed.procedure_version,
        "dossier_due_at": stamp(item.listed.case_due_at),
        "ended_at": stamp(task.ended_at),
        "ended_by": task.ended_by,
        "end": None if task.end is None else task.end.value,
        **step_details(item.listed),
        "proposals": [proposal_document(one) for one in item.listed.proposals],
        "history": [
            {
                "at": stamp(event.at),
                "action": event.action,
                "officer": event.officer or None,
                "note": event.note,
                "to": event.taker,
            }
            for event in history
        ],
    }


def case_document(case: CaseView) -> dict[str, Any]:
    """Return a case with its legs, for the services that compose it."""
    return {
        "case": str(case.id),
        "dossier": case.dossier,
        "procedure": case.procedure,
        "procedure_version": case.procedure_version,
        "status": case.status.value,
        "opened_at": stamp(case.opened_at),
        "due_at": stamp(case.due_at),
        "decided_at": stamp(case.decided_at),
        "papers": papers_document(case.process, case.papers),
        "legs": [_leg_document(leg, case) for leg in case.legs],
        "handovers": [_handover_document(slip) for slip in case.slips],
    }


def slip_document(slip: Slip) -> dict[str, Any]:
    """Return a hand-over slip as the two agencies read it."""
    return {
        "slip": str(slip.id),
        "dossier": slip.dossier,
        **_handover_document(slip),
        "papers": list(slip.papers),
        "reason": slip.reason,
        "etag": str(slip.version),
    }


def _handover_document(slip: Slip) -> dict[str, Any]:
    """Return a slip as it stands in a case: not the words, which are for the two agencies."""
    return {
        "number": slip.number,
        "from_leg": slip.from_leg,
        "from_agency": slip.from_agency,
        "to_leg": slip.to_leg,
        "to_agency": slip.to_agency,
        "returned": slip.returned,
        "given_by": slip.given_by,
        "given_at": stamp(slip.given_at),
        "status": slip.status.value,
        "settled_by": slip.settled_by,
        "settled_at": stamp(slip.settled_at),
    }


def stamp(instant: datetime | None) -> str | None:
    """Return an instant as RFC 3339 with the offset of Vietnam, to the second."""
    return None if instant is None else in_vietnam(instant).isoformat(timespec="seconds")


def _leg_document(leg: LegView, case: CaseView) -> dict[str, Any]:
    return {
        "leg": leg.leg,
        "name": leg.name.to_document(),
        "agency": leg.agency,
        "agency_name": leg.agency_name,
        "status": leg.status.value,
        "status_name": LEG_STATES[leg.status].to_document(),
        "started_at": stamp(leg.started_at),
        "finished_at": stamp(leg.finished_at),
        "due_at": stamp(leg.due_at),
        "late": _late(leg),
        "kind": case.process.leg(leg.leg).kind.value,
        "lapsed": leg.lapsed,
        "steps": [_step_document(task, case) for task in leg.tasks],
    }


def _late(leg: LegView) -> bool:
    """Tell whether the agency ended its part past its own term."""
    if leg.status is not LegStatus.FINISHED or leg.finished_at is None or leg.late_at is None:
        return False
    return leg.finished_at > leg.late_at


def _step_document(task: Task, case: CaseView) -> dict[str, Any]:
    return {
        "task": str(task.id),
        "step": task.step,
        "name": case.process.step(task.leg, task.step).name.to_document(),
        "role": task.role.value,
        "status": task.status.value,
        "assignee": task.assignee,
        "started_at": stamp(task.started_at),
        "due_at": stamp(task.due_at),
        "ended_at": stamp(task.ended_at),
        "end": None if task.end is None else task.end.value,
    }
