"""Proposals as they are written and shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, post_load, validate

from chassis.cursors import CursorField, cursor_text, instant_of
from chassis.fields import Line, Prose
from kernel.rights import Actor
from kernel.working_time import in_vietnam
from services.routing.work.domain.proposal import (
    Proposal,
    ProposalKind,
    ProposalStatus,
    ProposedLack,
)
from services.routing.work.domain.proposal_reach import ProposalPlace, ProposalRequest, decisions

MOST_LACKS = 50


class ProposedLackSchema(Schema):
    """What is missing, at a paper or at a field of the form (JSON pointer)."""

    paper = Line(limit=100, load_default=None, allow_none=True)
    field = Line(limit=200, load_default=None, allow_none=True)
    what = Line(limit=500, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> ProposedLack:
        return ProposedLack(**data)


class ProposalCursor(CursorField[ProposalPlace]):
    """Where a page begins; `proposal_cursor` writes it."""

    def place_of(self, parts: Sequence[str]) -> ProposalPlace:
        """Return the proposal after which it goes on."""
        at, proposal = parts
        return ProposalPlace(at=instant_of(at), proposal=UUID(proposal))


class ProposalsQuerySchema(Schema):
    """The query of `GET /proposals`."""

    kind = fields.Enum(ProposalKind, by_value=True, load_default=None)
    dossier = Line(limit=64, load_default=None)
    cursor = ProposalCursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> ProposalRequest:
        return ProposalRequest(after=data.pop("cursor"), **data)


class DecisionSchema(Schema):
    """Why a proposal is declined; to sign a refusal takes no words of one's own."""

    reason = Prose(limit=2000, load_default=None)


class ShownLackSchema(Schema):
    """What is missing, at a paper or at a field."""

    paper = fields.String(required=True, allow_none=True)
    field = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)


class ProposalSchema(Schema):
    """A proposal; `answer` is why it was declined, `actions` what the reader can do with it."""

    proposal = fields.UUID(required=True)
    kind = fields.Enum(ProposalKind, by_value=True, required=True)
    status = fields.Enum(ProposalStatus, by_value=True, required=True)
    dossier = fields.String(required=True)
    task = fields.UUID(required=True)
    leg = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    receiving_agency = fields.String(required=True)
    items = fields.List(fields.Nested(ShownLackSchema), required=True)
    reason = fields.String(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True)
    proposed_by = fields.String(required=True)
    proposed_at = fields.DateTime(required=True)
    settled_by = fields.String(required=True, allow_none=True)
    settled_at = fields.DateTime(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)
    etag = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class ProposalPageSchema(Schema):
    """A page of what waits for a decision, the oldest first; `cursor` is null on the last."""

    items = fields.List(fields.Nested(ProposalSchema), required=True)
    cursor = fields.String(required=True, allow_none=True)


def proposal_cursor(place: ProposalPlace) -> str:
    """Return where the next page begins, as `ProposalCursor` reads it."""
    return cursor_text(place.at.isoformat(), place.proposal)


def proposal_document(proposal: Proposal, actor: Actor | None = None) -> dict[str, Any]:
    """Return a proposal, with what `actor` can do with it."""
    return {
        "proposal": str(proposal.id),
        "kind": proposal.kind.value,
        "status": proposal.status.value,
        "dossier": proposal.dossier,
        "task": str(proposal.task),
        "leg": proposal.leg,
        "step": proposal.step,
        "agency": proposal.agency,
        "receiving_agency": proposal.receiving_agency,
        "items": [
            {"paper": lack.paper, "field": lack.field, "what": lack.what}
            for lack in proposal.lacks
        ],
        "reason": proposal.reason,
        "ground": proposal.ground,
        "proposed_by": proposal.by,
        "proposed_at": _stamp(proposal.at),
        "settled_by": proposal.settled_by,
        "settled_at": None if proposal.settled_at is None else _stamp(proposal.settled_at),
        "answer": proposal.answer,
        "etag": str(proposal.version),
        "actions": [] if actor is None else list(decisions(proposal, actor)),
    }


def _stamp(instant: datetime) -> str:
    return in_vietnam(instant).isoformat(timespec="seconds")
