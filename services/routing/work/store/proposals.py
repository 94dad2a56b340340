"""Proposals in PostgreSQL; they are written with the case that they are of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    exists,
    false,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
    update,
)

from kernel.rights import Confidentiality
from services.routing.work.domain.case import Case
from services.routing.work.domain.proposal import (
    Proposal,
    ProposalKind,
    ProposalStatus,
    ProposedLack,
)
from services.routing.work.domain.proposal_reach import ProposalRequest, Reach, Side
from services.routing.work.store import tables

_PROPOSAL, _CASE, _LEG = tables.proposal, tables.case, tables.leg
# Written as the partial indexes have it, or the planner will not use them.
_IS_OPEN = text("proposal.status = 'open'")
_OLDEST_FIRST = (_PROPOSAL.c.proposed_at, _PROPOSAL.c.id)
_READ = select(_PROPOSAL, _CASE.c.dossier).join_from(
    _PROPOSAL, _CASE, _CASE.c.id == _PROPOSAL.c.case_id
)

ANY_OPEN = exists().where(_PROPOSAL.c.case_id == _LEG.c.case_id, _IS_OPEN).correlate(_LEG)
"""Whether something is proposed in the case of a leg; hardly ever, so it is read only then."""


def proposals_at_hand(
    tx: Connection, case_id: UUID, asked: UUID | None, *, any_open: bool
) -> tuple[Proposal, ...]:
    """Return the open proposals of a locked case, and the one asked for."""
    if not any_open and asked is None:
        return ()
    wanted = _READ.where(_PROPOSAL.c.case_id == case_id, or_(_IS_OPEN, _PROPOSAL.c.id == asked))
    return tuple(_proposal(row) for row in tx.execute(wanted.order_by(*_OLDEST_FIRST)))


def save_proposals(tx: Connection, before: Case, after: Case) -> None:
    """Write what was proposed or settled; what was settled first, a kind has one that is open."""
    known = {one.id: one for one in before.proposals}
    for one in after.proposals:
        if one.id in known and known[one.id] != one:
            tx.execute(update(_PROPOSAL).where(_PROPOSAL.c.id == one.id).values(_settling(one)))
    for one in after.proposals:
        if one.id not in known:
            tx.execute(_PROPOSAL.insert().values(_row(one, after)))


class PgProposals:
    """The port `Proposals` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def page(self, wanted: ProposalRequest, reaches: Sequence[Reach]) -> Sequence[Proposal]:
        """Return open proposals that are known of from these sides, the oldest first."""
        asked = _READ.where(_IS_OPEN, _within(reaches))
        if wanted.kind is not None:
            asked = asked.where(_PROPOSAL.c.kind == wanted.kind.value)
        if wanted.dossier is not None:
            asked = asked.where(_CASE.c.dossier == wanted.dossier)
        place = tuple_(_PROPOSAL.c.proposed_at, _PROPOSAL.c.id)
        if wanted.after is not None:
            after = tuple_(
                literal(wanted.after.at, _PROPOSAL.c.proposed_at.type),
                literal(wanted.after.proposal, _PROPOSAL.c.id.type),
            )
            asked = asked.where(place > after)
        asked = asked.order_by(*_OLDEST_FIRST).limit(wanted.limit)
        return [_proposal(row) for row in self._tx.execute(asked)]

    def find(self, proposal: UUID) -> Proposal | None:
        """Return a proposal, whatever came of it."""
        row = self._tx.execute(_READ.where(_PROPOSAL.c.id == proposal)).one_or_none()
        return None if row is None else _proposal(row)

    def of_task(self, task: UUID) -> Sequence[Proposal]:
        """Return what was proposed out of a task, oldest first."""
        mine = _READ.where(_PROPOSAL.c.step_id == task)
        return [_proposal(row) for row in self._tx.execute(mine.order_by(*_OLDEST_FIRST))]


def _within(reaches: Sequence[Reach]) -> ColumnElement[bool]:
    return or_(false(), *(_of(reach) for reach in reaches))


def _of(reach: Reach) -> ColumnElement[bool]:
    ordinary = [not_(_PROPOSAL.c.confidential)] if reach.ordinary else []
    if reach.side is Side.TASK:
        return and_(_PROPOSAL.c.agency == reach.agency, *ordinary)
    of_desk = _PROPOSAL.c.kind == ProposalKind.SUPPLEMENT.value
    return and_(_PROPOSAL.c.receiving_agency == reach.agency, of_desk, *ordinary)


def _row(one: Proposal, case: Case) -> dict[str, Any]:
    return {
        "id": one.id,
        "case_id": case.id,
        "step_id": one.task,
        "kind": one.kind.value,
        "leg": one.leg,
        "step": one.step,
        "confidential": one.kept is Confidentiality.CONFIDENTIAL,
        "proposed_by": one.by,
        "proposed_at": one.at,
        "lacks": [
            {"what": lack.what, "paper": lack.paper, "field": lack.field} for lack in one.lacks
        ],
        "reason": one.reason,
        "ground": one.ground,
        **_settling(one),
    }


def _settling(one: Proposal) -> dict[str, Any]:
    return {
        "agency": one.agency,
        "receiving_agency": one.receiving_agency,
        "status": one.status.value,
        "settled_by": one.settled_by,
        "settled_at": one.settled_at,
        "answer": one.answer,
        "version": one.version,
    }


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        kind=ProposalKind(row.kind),
        dossier=row.dossier,
        kept=Confidentiality.CONFIDENTIAL if row.confidential else Confidentiality.ORDINARY,
        task=row.step_id,
        leg=row.leg,
        step=row.step,
        agency=row.agency,
        receiving_agency=row.receiving_agency,
        by=row.proposed_by,
        at=row.proposed_at,
        lacks=tuple(ProposedLack(**lack) for lack in row.lacks),
        reason=row.reason,
        ground=row.ground,
        status=ProposalStatus(row.status),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        answer=row.answer,
        version=row.version,
    )
