"""Routing says what an officer proposes, and what came of it: the desk's queue follows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contracts.events.proposals import ProposalMade, ProposalSettled
from kernel.schedule import in_vietnam
from services.intake.desk.domain.errors import NoProposalWaitingError
from services.intake.desk.domain.proposal import ProposedSupplement
from services.intake.desk.ports import ProposedSupplements
from services.intake.registry.domain.morning import next_look
from services.intake.registry.ports.mornings import Mornings

_SUPPLEMENT = "supplement"


def follow_proposal(
    event: ProposalMade | ProposalSettled,
    *,
    proposals: ProposedSupplements,
    mornings: Mornings,
    now: datetime,
) -> None:
    """Put a proposed supplement on the queue, or take it off; refusals are not the desk's.

    Who has the desk is told of it in the morning, while it waits.
    """
    if event.kind != _SUPPLEMENT:
        return
    if isinstance(event, ProposalSettled):
        proposals.take(event.dossier, UUID(event.proposal))
        return
    made = ProposedSupplement(
        id=UUID(event.proposal),
        agency=event.agency,
        step_name=event.step_name,
        officer=event.officer,
        papers=event.papers,
        fields=event.fields,
        at=in_vietnam(event.proposed_at),
    )
    agency = proposals.put(event.dossier, event.case_number, made)
    if agency is not None:
        mornings.look(agency, next_look(now))


def accept_proposal(code: str, proposal: UUID | None, *, proposals: ProposedSupplements) -> None:
    """Take off the queue what the desk has just asked for; None: it asked of its own accord.

    Raises `NoProposalWaitingError` where it fell away, was declined or is another dossier's.
    """
    if proposal is not None and not proposals.take(code, proposal):
        raise NoProposalWaitingError(pointer="/proposal")
