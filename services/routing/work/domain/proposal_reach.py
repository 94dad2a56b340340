"""Who may know of a proposal, and who decides it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.rights import Action, Actor, Confidentiality, Relation, Standing, allows, stands_for
from services.routing.work.domain.proposal import Proposal, ProposalKind

DECLINE = "decline"
ACCEPT = "acceptance"
ASK = "supplement-request"
"""What a desk does at intake with a supplement that it agrees to."""


@unique
class Side(StrEnum):
    """From which side a proposal is known of."""

    TASK = "task"  # the agency it was made at
    DESK = "desk"  # the agency that received the dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Proposals of one agency, known of from one side; with `ordinary` no confidential ones."""

    agency: str
    side: Side
    ordinary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPlace:
    """Where a page ended: the next one begins after this proposal."""

    at: datetime
    proposal: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRequest:
    """Which open proposals are asked for, and the page after a place."""

    kind: ProposalKind | None = None
    dossier: str | None = None
    after: ProposalPlace | None = None
    limit: int = 20


def reaches_of(actor: Actor) -> tuple[Reach, ...]:
    """Return where the actor knows of proposals: at the agency of the task, and at the desk.

    A supplement alone is the desk's business.
    """
    return tuple(dict.fromkeys(_reaches(actor)))


def decisions(proposal: Proposal, actor: Actor) -> tuple[str, ...]:
    """Return the words of what the actor can do with a proposal now."""
    if not proposal.open or not may_decide(actor, proposal):
        return ()
    return (ASK if proposal.kind is ProposalKind.SUPPLEMENT else ACCEPT, DECLINE)


def may_decide(actor: Actor, proposal: Proposal) -> bool:
    """Tell whether it is the actor's to decide: the desk's to ask, who signs to refuse."""
    if proposal.kind is ProposalKind.SUPPLEMENT:
        agency, relation = proposal.receiving_agency, Relation.RECEIVING
        return stands_for(actor, Action.REQUEST_SUPPLEMENT, relation, agency, proposal.kept)
    return stands_for(actor, Action.DECIDE_TASK, Relation.LEG, proposal.agency, proposal.kept)


def may_know(actor: Actor, proposal: Proposal) -> bool:
    """Tell whether the actor may know of a proposal."""
    closed = proposal.kept is Confidentiality.CONFIDENTIAL
    places = {Side.TASK: proposal.agency, Side.DESK: proposal.receiving_agency}
    return any(
        reach.agency == places[reach.side]
        and not (closed and reach.ordinary)
        and (reach.side is Side.TASK or proposal.kind is ProposalKind.SUPPLEMENT)
        for reach in reaches_of(actor)
    )


def _reaches(actor: Actor) -> Iterator[Reach]:
    for standing in actor.stands:
        for side, action, relation in _SIDES:
            if _allowed(standing, action, relation, Confidentiality.ORDINARY):
                closed = _allowed(standing, action, relation, Confidentiality.CONFIDENTIAL)
                yield Reach(agency=standing.agency, side=side, ordinary=not closed)


def _allowed(
    standing: Standing, action: Action, relation: Relation, kept: Confidentiality
) -> bool:
    return allows(standing.roles, action, relation, standing.ground, kept)


_SIDES = (
    (Side.TASK, Action.READ_WORKLIST, Relation.LEG),
    (Side.DESK, Action.REQUEST_SUPPLEMENT, Relation.RECEIVING),
)
