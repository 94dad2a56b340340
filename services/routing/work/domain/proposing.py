"""A proposal is made out of a task, accepted or declined; it falls away with its task or case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from contracts.events.proposals import ProposalMade, ProposalSettled
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.ending import refuse_case, require_at_work
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    ReasonMissingError,
    TaskNotClaimedError,
)
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.offering import can_propose
from services.routing.work.domain.proposal import (
    Draft,
    Proposal,
    ProposalOpenError,
    ProposalSettledError,
    ProposalStatus,
    require_complete,
    settled,
)
from services.routing.work.domain.starting import Change
from services.routing.work.domain.task import Task, TaskEnd, end_task, require_free_for


def propose(
    case: Case, task_id: UUID, draft: Draft, *, officer: str, proposal_id: UUID, at: datetime
) -> tuple[Case, ProposalMade]:
    """Return the case with what the owner of a task proposes, and what is said of it.

    Raises `TaskUnknownError`, `TaskEndedError`, `TaskTakenError`, `TaskNotClaimedError`,
    `ActionNotAllowedError`, `CaseSuspendedError`, `CaseHeldError`, `ProposalOpenError`, and what
    `require_complete` raises.
    """
    task = case.task(task_id)
    require_free_for(task, officer)
    if task.assignee is None:
        raise TaskNotClaimedError
    leg, step = case.process.leg(task.leg), case.process.step(task.leg, task.step)
    if not can_propose(draft.kind, leg, step):
        raise ActionNotAllowedError
    require_at_work(case)
    if any(one.open and one.kind is draft.kind for one in case.proposals):
        raise ProposalOpenError
    require_complete(draft)
    made = Proposal(
        id=proposal_id,
        kind=draft.kind,
        dossier=case.dossier,
        kept=case.kept,
        task=task.id,
        leg=task.leg,
        step=task.step,
        agency=task.agency,
        receiving_agency=case.receiving_agency,
        by=officer,
        at=at,
        lacks=draft.lacks,
        reason=draft.reason,
        ground=draft.ground,
    )
    case = _seen(case.with_proposal(made), task)
    return case, saying.proposal_made(case, made, step.name)


def decline(
    case: Case, proposal_id: UUID, reason: str | None, *, by: str, at: datetime
) -> tuple[Case, ProposalSettled]:
    """Return the case with a proposal declined, which goes back to its task.

    Raises `ProposalSettledError`, `ReasonMissingError`.
    """
    proposal = _open(case, proposal_id)
    if not reason:
        raise ReasonMissingError(pointer="/reason")
    return _settle(case, proposal, ProposalStatus.DECLINED, by=by, at=at, answer=reason)


def accept(
    case: Case, proposal_id: UUID, *, by: str, at: datetime
) -> tuple[Case, ProposalSettled]:
    """Return the case with a proposal accepted; raises `ProposalSettledError`."""
    return _settle(case, _open(case, proposal_id), ProposalStatus.ACCEPTED, by=by, at=at)


def refuse_as_proposed(
    case: Case, proposal_id: UUID, *, signer: str, occasion: Occasion
) -> Change:
    """Return the case refused by who signs, as the owner of the task proposed.

    Raises `ProposalSettledError`, `CaseSuspendedError`, `CaseHeldError`.
    """
    proposal = _open(case, proposal_id)
    require_at_work(case)
    case, accepted = accept(case, proposal_id, by=signer, at=occasion.at)
    task = case.task(proposal.task)
    task = end_task(task, TaskEnd.REFUSE, at=occasion.at, officer=signer)
    case = case.with_task(task)
    done = saying.step_completed(case, task, signer, occasion.at)
    case, events = refuse_case(case, task, signer, occasion)
    return case, (accepted, done, *events)


def fall_away(case: Case, at: datetime) -> tuple[Case, tuple[Event, ...]]:
    """Drop what was proposed out of tasks that ended, or in a case that is over."""
    at_work = {task.id for task in case.tasks if task.open}
    events: tuple[Event, ...] = ()
    for proposal in case.proposals:
        over = case.status is not CaseStatus.OPEN or proposal.task not in at_work
        if proposal.open and over:
            dropped = settled(proposal, ProposalStatus.DROPPED, by=None, at=at)
            case = case.with_proposal(dropped)
            events += (saying.proposal_settled(case, dropped),)
    return case, events


def _open(case: Case, proposal_id: UUID) -> Proposal:
    """Return one of the open proposals; those at hand are open or just settled."""
    for proposal in case.proposals:
        if proposal.id == proposal_id and proposal.open:
            return proposal
    raise ProposalSettledError


def _settle(
    case: Case,
    proposal: Proposal,
    status: ProposalStatus,
    *,
    by: str,
    at: datetime,
    answer: str | None = None,
) -> tuple[Case, ProposalSettled]:
    over = settled(proposal, status, by=by, at=at, answer=answer)
    case = _seen(case.with_proposal(over), case.task(proposal.task))
    return case, saying.proposal_settled(case, over)


def _seen(case: Case, task: Task) -> Case:
    """Let the task's entity tag tell that it shows something new."""
    return case.with_task(replace(task, version=task.version + 1))
