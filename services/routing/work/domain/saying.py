"""From the state of a case to the events that tell of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from contracts.events.proposals import ProposalMade, ProposalSettled
from contracts.events.routing import (
    CaseDecided,
    CaseOpened,
    LegFinished,
    LegStarted,
    ObligationFound,
    ObligationMet,
    OpenedLeg,
    StepCompleted,
    StepStarted,
)
from contracts.events.systems import AskedPaper, SystemAsked, SystemSettled
from contracts.events.ways import ConsultationLapsed, LegSkipped
from kernel.process import Silence
from kernel.text import Text
from services.routing.work.domain.case import Case, Decision, Leg
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.proposal import Proposal
from services.routing.work.domain.task import Task

if TYPE_CHECKING:
    from services.routing.work.domain.receipt import Receipt


def case_opened(case: Case) -> CaseOpened:
    """Tell that the case exists, with its legs as they stand."""
    return CaseOpened(
        dossier=case.dossier,
        case=str(case.id),
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        legs=tuple(
            OpenedLeg(leg=leg.id, agency=leg.agency, status=leg.status.value, due_at=leg.due_at)
            for leg in case.legs
        ),
        opened_at=case.opened_at,
        case_number=case.number,
    )


def leg_started(case: Case, leg: Leg, at: datetime) -> LegStarted:
    """Tell that the dossier reached the leg's agency."""
    return LegStarted(
        dossier=case.dossier,
        leg=leg.id,
        agency=leg.agency,
        started_at=at,
        due_at=leg.due_at,
        leg_name=_name(case, leg),
    )


def leg_skipped(case: Case, leg: Leg, at: datetime) -> LegSkipped:
    """Tell that the facts of the dossier do not choose the leg."""
    return LegSkipped(
        dossier=case.dossier,
        leg=leg.id,
        agency=leg.agency,
        skipped_at=at,
        leg_name=_name(case, leg),
    )


def leg_finished(case: Case, leg: Leg, own: datetime | None, *, late: bool) -> LegFinished:
    """Tell that the leg's agency has done its part; `own` is until when its own term ran."""
    at = leg.finished_at or case.opened_at
    given = case.process.leg(leg.id).gives
    paper = None if given is None else case.papers.get(given.id)
    return LegFinished(
        dossier=case.dossier,
        leg=leg.id,
        agency=leg.agency,
        started_at=leg.started_at or at,
        finished_at=at,
        due_at=leg.due_at,
        own_due_at=own,
        late=late,
        gives=None if given is None or paper is None else given.id,
        paper_number=None if paper is None else paper.number,
        leg_name=_name(case, leg),
    )


def _name(case: Case, leg: Leg) -> dict[str, str]:
    return case.process.leg(leg.id).name.to_document()


def obligation_found(case: Case, task: Task, at: datetime) -> ObligationFound:
    """Tell that the applicant is to pay before the work goes on."""
    return ObligationFound(
        dossier=case.dossier,
        case=str(case.id),
        agency=task.agency,
        officer="",
        found_at=at,
        case_number=case.number,
    )


def obligation_met(case: Case, task: Task, receipt: Receipt, at: datetime) -> ObligationMet:
    """Tell that the applicant paid, and by which receipt of the treasury."""
    return ObligationMet(
        dossier=case.dossier,
        case=str(case.id),
        agency=task.agency,
        officer=task.assignee or "",
        met_at=at,
        receipt_number=receipt.number,
        paid_on=receipt.paid_on,
        amount=receipt.amount,
        case_number=case.number,
    )


def consultation_lapsed(
    case: Case, leg: Leg, asking: str, silence: Silence, occasion: Occasion
) -> ConsultationLapsed:
    """Tell that a consulted agency said nothing in time, and what that means."""
    return ConsultationLapsed(
        dossier=case.dossier,
        leg=leg.id,
        leg_name=case.process.leg(leg.id).name.to_document(),
        agency=leg.agency,
        asking_agency=asking,
        receiving_agency=case.receiving_agency,
        silence=silence.value,
        lapsed_at=occasion.at,
    )


def system_asked(case: Case, task: Task, at: datetime, answer_by: datetime) -> SystemAsked:
    """Ask a specialised system to do a step, by the same reference however often."""
    takes = case.process.leg(task.leg).takes
    step = case.process.step(task.leg, task.step)
    return SystemAsked(
        dossier=case.dossier,
        procedure=case.procedure,
        reference=str(task.id),
        system=step.system or "",
        leg=task.leg,
        step=task.step,
        step_name=step.name.to_document(),
        agency=task.agency,
        attempt=1 if task.enquiry is None else task.enquiry.attempt,
        papers=tuple(
            AskedPaper(paper=name, number=paper.number)
            for name, paper in sorted(case.papers.items())
            if name in takes
        ),
        asked_at=at,
        answer_by=answer_by,
        sends=step.sends,
    )


def system_settled(case: Case, task: Task, at: datetime) -> SystemSettled:
    """Tell how it ended with a specialised system that was asked."""
    step = case.process.step(task.leg, task.step)
    enquiry = task.enquiry
    return SystemSettled(
        dossier=case.dossier,
        reference=str(task.id),
        system=step.system or "",
        leg=task.leg,
        step=task.step,
        step_name=step.name.to_document(),
        agency=task.agency,
        outcome="" if enquiry is None else enquiry.status.value,
        attempt=0 if enquiry is None else enquiry.attempt,
        settled_at=at,
    )


def step_started(case: Case, task: Task) -> StepStarted:
    """Tell that a step waits for its owner."""
    return StepStarted(
        dossier=case.dossier,
        task=str(task.id),
        leg=task.leg,
        step=task.step,
        step_name=case.process.step(task.leg, task.step).name.to_document(),
        agency=task.agency,
        role=task.role.value,
        started_at=task.started_at,
        due_at=task.due_at,
    )


def step_completed(case: Case, task: Task, officer: str, at: datetime) -> StepCompleted:
    """Tell that an officer ended a step."""
    return StepCompleted(
        dossier=case.dossier,
        task=str(task.id),
        leg=task.leg,
        step=task.step,
        step_name=case.process.step(task.leg, task.step).name.to_document(),
        agency=task.agency,
        role=task.role.value,
        officer=officer,
        action="" if task.end is None else task.end.value,
        started_at=task.started_at,
        completed_at=at,
        due_at=task.due_at,
    )


def case_decided(case: Case, decision: Decision, at: datetime) -> CaseDecided:
    """Tell that the case ended with a result."""
    return CaseDecided(
        dossier=case.dossier,
        case=str(case.id),
        outcome=case.status.value,
        result_number=decision.number,
        agency=decision.agency,
        officer=decision.officer,
        decided_at=at,
        case_number=case.number,
    )


def proposal_made(case: Case, proposal: Proposal, step_name: Text) -> ProposalMade:
    """Tell what an officer proposes: marks and codes, and not the words."""
    lacks = proposal.lacks
    return ProposalMade(
        dossier=case.dossier,
        proposal=str(proposal.id),
        kind=proposal.kind.value,
        task=str(proposal.task),
        leg=proposal.leg,
        step=proposal.step,
        step_name=step_name.to_document(),
        agency=proposal.agency,
        receiving_agency=proposal.receiving_agency,
        officer=proposal.by,
        papers=tuple(lack.paper for lack in lacks if lack.paper is not None),
        fields=tuple(lack.field for lack in lacks if lack.field is not None),
        proposed_at=proposal.at,
        case_number=case.number,
    )


def proposal_settled(case: Case, proposal: Proposal) -> ProposalSettled:
    """Tell what came of a proposal, and not why."""
    return ProposalSettled(
        dossier=case.dossier,
        proposal=str(proposal.id),
        kind=proposal.kind.value,
        task=str(proposal.task),
        agency=proposal.agency,
        outcome=proposal.status.value,
        officer=proposal.settled_by or "",
        settled_at=proposal.settled_at or proposal.at,
        case_number=case.number,
    )
