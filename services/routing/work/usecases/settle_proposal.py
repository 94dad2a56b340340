"""What was proposed is decided: declined, signed, or asked for by the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from contracts.events import Event
from contracts.events.clock import SupplementRequested
from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.process import StepAction
from kernel.rights import Actor
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.proposal import (
    AskedAtDeskError,
    Proposal,
    ProposalKind,
    ProposalUnknownError,
)
from services.routing.work.domain.proposal_reach import (
    ACCEPT,
    ProposalRequest,
    may_decide,
    may_know,
    reaches_of,
)
from services.routing.work.domain.proposing import accept, decline, refuse_as_proposed
from services.routing.work.domain.reading import StepEvent
from services.routing.work.ports import Cases, Events, History, Proposals

ACCEPTED = "proposal-accepted"
DECLINED = "proposal-declined"
"""What the history of the task says of it."""

_Outcome = tuple[Case, Sequence[Event], Sequence[StepEvent]]


def settle_proposal(
    proposal_id: UUID,
    version: str,
    action: str,
    reason: str | None,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Proposal:
    """Decline a proposal, or (`acceptance`) sign the refusal that was proposed.

    Raises `ProposalUnknownError`, `ForbiddenError` for who knows of it and does not decide it,
    `AskedAtDeskError`, `ProposalSettledError`, `ReasonMissingError`, `CaseSuspendedError`,
    `CaseHeldError`, `StaleVersionError`.
    """
    before = cases.lock_for_proposal(proposal_id)
    if before is None:
        raise ProposalUnknownError
    proposal = before.proposal(proposal_id)
    _require_decider(proposal, actor)
    clocks = {code: schedules.of(code) for code in before.agencies}
    occasion = Occasion(at=clock(), schedules=clocks, new_id=new_id)
    decided = _sign if action == ACCEPT else _decline
    after, said, lines = decided(before, proposal, reason, actor.subject, occasion)
    if version != str(proposal.version):
        raise StaleVersionError
    _keep(before, after, said, cases=cases, events=events)
    for line in lines:
        history.add(line)
    return after.proposal(proposal_id)


def _sign(
    case: Case, proposal: Proposal, _reason: str | None, by: str, occasion: Occasion
) -> _Outcome:
    if proposal.kind is ProposalKind.SUPPLEMENT:
        raise AskedAtDeskError
    after, said = refuse_as_proposed(case, proposal.id, signer=by, occasion=occasion)
    line = StepEvent(task=proposal.task, action=ACCEPTED, officer=by, at=occasion.at)
    refused = replace(line, action=StepAction.REFUSE.value, note=proposal.reason)
    return after, said, (line, refused)


def _decline(
    case: Case, proposal: Proposal, reason: str | None, by: str, occasion: Occasion
) -> _Outcome:
    after, said = decline(case, proposal.id, reason, by=by, at=occasion.at)
    line = StepEvent(task=proposal.task, action=DECLINED, officer=by, at=occasion.at, note=reason)
    return after, (said,), (line,)


def note_asked(
    event: SupplementRequested, *, cases: Cases, history: History, events: Events
) -> None:
    """Mark as accepted what the desk asked the applicant for, as an officer had proposed.

    What fell away or was declined meanwhile stays so: the desk's act stands for itself.
    """
    if event.proposal is None:
        return
    proposal_id = UUID(event.proposal)
    before = cases.lock_for_proposal(proposal_id)
    if before is None or before.dossier != event.code or not before.proposal(proposal_id).open:
        return
    by, at = event.officer, event.requested_at
    after, said = accept(before, proposal_id, by=by, at=at)
    _keep(before, after, (said,), cases=cases, events=events)
    task = before.proposal(proposal_id).task
    history.add(StepEvent(task=task, action=ACCEPTED, officer=by, at=at))


def list_proposals(
    actor: Actor, wanted: ProposalRequest, *, proposals: Proposals
) -> Sequence[Proposal]:
    """Return open proposals the actor may know of, one more than asked where there are more.

    Raises `ForbiddenError` for who stands nowhere.
    """
    reaches = reaches_of(actor)
    if not reaches:
        raise ForbiddenError
    return proposals.page(replace(wanted, limit=wanted.limit + 1), reaches)


def find_proposal(proposal_id: UUID, *, actor: Actor, proposals: Proposals) -> Proposal:
    """Return a proposal; raises `ForbiddenError`, `ProposalUnknownError` also for foreign ones."""
    if not reaches_of(actor):
        raise ForbiddenError
    found = proposals.find(proposal_id)
    if found is None or not may_know(actor, found):
        raise ProposalUnknownError
    return found


def _require_decider(proposal: Proposal, actor: Actor) -> None:
    if may_decide(actor, proposal):
        return
    raise ForbiddenError if may_know(actor, proposal) else ProposalUnknownError


def _keep(
    before: Case, after: Case, said: Sequence[Event], *, cases: Cases, events: Events
) -> None:
    cases.save(before, after)
    for event in said:
        events.add(event)
