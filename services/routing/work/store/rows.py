"""Between rows and the objects of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from kernel.process import StepRole
from services.routing.process.domain.facts import NOTHING, Facts
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.work.domain.case import (
    Case,
    CaseStatus,
    Decision,
    IssuedPaper,
    Leg,
    LegStatus,
    Place,
    Suspension,
)
from services.routing.work.domain.task import (
    Enquiry,
    EnquiryStatus,
    Task,
    TaskEnd,
    TaskStatus,
)


def case_row(case: Case) -> dict[str, Any]:
    """Return the row of a case, its decision in columns of its own."""
    decision = case.decision
    return {
        "id": case.id,
        "dossier": case.dossier,
        "number": case.number,
        "procedure": case.procedure,
        "procedure_version": case.procedure_version,
        "receiving_agency": case.receiving_agency,
        "competent_agency": case.competent_agency,
        "status": case.status.value,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "decided_at": case.decided_at,
        "decision_agency": decision and decision.agency,
        "decision_officer": decision and decision.officer,
        "result_number": decision and decision.number,
        "result_note": decision and decision.note,
        "suspended": case.suspended and case.suspended.value,
        "apology_since": case.apology_since,
        "held_since": case.held_since,
        # NULL, the usual case, takes no room and is not written anew with every step.
        "conditions": dict(case.facts.conditions) or None,
        "answers": dict(case.facts.answers) or None,
    }


def leg_row(leg: Leg) -> dict[str, Any]:
    """Return the row of a leg without what places it in its case."""
    return {
        "leg": leg.id,
        "agency": leg.agency,
        "status": leg.status.value,
        "started_at": leg.started_at,
        "finished_at": leg.finished_at,
        "due_at": leg.due_at,
        "clock_from": leg.clock_from,
        "clock_minutes": leg.clock_minutes,
        "silent_at": leg.silent_at,
        "lapsed": leg.lapsed,
        "late_at": leg.late_at,
        "successor": leg.successor,
    }


def task_row(task: Task, case_id: UUID) -> dict[str, Any]:
    """Return the row of a task."""
    return {
        "id": task.id,
        "case_id": case_id,
        "leg": task.leg,
        "step": task.step,
        "agency": task.agency,
        "role": task.role.value,
        "status": task.status.value,
        "assignee": task.assignee,
        "started_at": task.started_at,
        "due_at": task.due_at,
        "latest_at": task.latest_at,
        "ended_at": task.ended_at,
        "ended_by": task.ended_by,
        "ending": task.end and task.end.value,
        "version": task.version,
        "clock_from": task.clock_from,
        "clock_minutes": task.clock_minutes,
        "for_head": task.for_head,
        "effort": task.effort,
        "told": task.told,
        **_enquiry_row(task.enquiry),
    }


def _enquiry_row(enquiry: Enquiry | None) -> dict[str, Any]:
    return {
        "enquiry": enquiry and enquiry.status.value,
        "enquiry_attempt": enquiry and enquiry.attempt,
        "enquiry_until": enquiry and enquiry.until,
    }


def case_from(
    row: Row[Any],
    version: ProcedureVersion,
    legs: Sequence[Row[Any]],
    tasks: Sequence[Row[Any]],
    papers: Sequence[Row[Any]] = (),
    *,
    paid: frozenset[Place] = frozenset(),
) -> Case:
    """Return the case of its rows; `paid` are the payments it was asked for and made."""
    return Case(
        id=row.id,
        dossier=row.dossier,
        number=row.number,
        procedure=row.procedure,
        procedure_version=row.procedure_version,
        process=version.process,
        receiving_agency=row.receiving_agency,
        # One that an older release opens beside us says nothing of it.
        competent_agency=row.competent_agency or legs[-1].agency,
        kept=version.kept,
        opened_at=row.opened_at,
        due_at=row.due_at,
        status=CaseStatus(row.status),
        decided_at=row.decided_at,
        decision=_decision_from(row),
        suspended=Suspension(row.suspended) if row.suspended else None,
        apology_since=row.apology_since,
        held_since=row.held_since,
        facts=facts_from(row),
        papers={paper.paper: paper_from(paper) for paper in papers},
        paid=paid,
        legs=tuple(leg_from(leg) for leg in legs),
        tasks=tuple(task_from(task) for task in tasks),
    )


def leg_from(row: Row[Any]) -> Leg:
    """Return the leg of its row."""
    return Leg(
        id=row.leg,
        agency=row.agency,
        status=LegStatus(row.status),
        started_at=row.started_at,
        finished_at=row.finished_at,
        due_at=row.due_at,
        clock_from=row.clock_from,
        clock_minutes=row.clock_minutes,
        silent_at=row.silent_at,
        lapsed=row.lapsed,
        late_at=row.late_at,
        successor=row.successor,
    )


def facts_from(row: Row[Any]) -> Facts:
    """Return what is known of the dossier, from the row of its case."""
    if row.conditions is None and row.answers is None:
        return NOTHING
    return Facts(conditions=row.conditions or {}, answers=row.answers or {})


def paper_from(row: Row[Any]) -> IssuedPaper:
    """Return a paper that a leg gave."""
    return IssuedPaper(leg=row.leg, agency=row.agency, number=row.number, issued_on=row.issued_on)


def task_from(row: Row[Any]) -> Task:
    """Return the task of its row."""
    return Task(
        id=row.id,
        leg=row.leg,
        step=row.step,
        agency=row.agency,
        role=StepRole(row.role),
        status=TaskStatus(row.status),
        assignee=row.assignee,
        started_at=row.started_at,
        due_at=row.due_at,
        latest_at=row.latest_at,
        end=TaskEnd(row.ending) if row.ending else None,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        version=row.version,
        clock_from=row.clock_from,
        clock_minutes=row.clock_minutes,
        for_head=row.for_head,
        effort=row.effort,
        told=row.told,
        enquiry=_enquiry_from(row),
    )


def _enquiry_from(row: Row[Any]) -> Enquiry | None:
    if row.enquiry is None:
        return None
    return Enquiry(
        status=EnquiryStatus(row.enquiry),
        attempt=row.enquiry_attempt,
        until=row.enquiry_until,
    )


def _decision_from(row: Row[Any]) -> Decision | None:
    if row.decision_agency is None:
        return None
    return Decision(
        agency=row.decision_agency,
        officer=row.decision_officer,
        number=row.result_number,
        note=row.result_note,
    )
