"""The graph of a case as JSON: nodes, edges, and the same in sentences."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from kernel.process import StepKind, StepRole
from services.routing.work.api.documents import stamp
from services.routing.work.domain.case import CaseStatus
from services.routing.work.domain.case_graph import CaseGraph, GraphLeg, GraphStep, State
from services.routing.work.domain.graph_words import ROLES, lines_of, state_word, title_of

LANGUAGES = ("vi", "en")


class GraphQuerySchema(Schema):
    """The query of `GET /dossiers/{code}/graph`; `language` is that of the drawing."""

    format = fields.String(load_default="json", validate=validate.OneOf(("json", "svg")))
    language = fields.String(load_default="vi", validate=validate.OneOf(LANGUAGES))


class BothSchema(Schema):
    """Words in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class GraphNodeSchema(Schema):
    """A step; dates are of its newest run. Nobody is named: `agency` and `role` have it."""

    id = fields.String(required=True)
    leg = fields.String(required=True)
    step = fields.String(required=True)
    name = fields.Nested(BothSchema, required=True)
    kind = fields.Enum(StepKind, by_value=True, required=True)
    agency = fields.String(required=True)
    role = fields.Enum(StepRole, by_value=True, required=True)
    role_name = fields.Nested(BothSchema, required=True)
    state = fields.Enum(State, by_value=True, required=True)
    state_name = fields.Nested(BothSchema, required=True)
    late = fields.Boolean(required=True)
    runs = fields.Integer(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    ended_at = fields.DateTime(required=True, allow_none=True)


class GraphLegSchema(Schema):
    """The part of an agency, begun when all of `after` have ended."""

    leg = fields.String(required=True)
    name = fields.Nested(BothSchema, required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True, allow_none=True)
    state = fields.Enum(State, by_value=True, required=True)
    state_name = fields.Nested(BothSchema, required=True)
    late = fields.Boolean(required=True)
    after = fields.List(fields.String(), required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    finished_at = fields.DateTime(required=True, allow_none=True)


class GraphEdgeSchema(Schema):
    """What leads to what, by ids of nodes."""

    source = fields.String(required=True)
    target = fields.String(required=True)


class GraphSchema(Schema):
    """The graph of a case at an instant; `text` says all of it in sentences, a leg each."""

    dossier = fields.String(required=True)
    procedure = fields.String(required=True)
    procedure_version = fields.Integer(required=True)
    status = fields.Enum(CaseStatus, by_value=True, required=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    at = fields.DateTime(required=True)
    title = fields.Nested(BothSchema, required=True)
    legs = fields.List(fields.Nested(GraphLegSchema), required=True)
    nodes = fields.List(fields.Nested(GraphNodeSchema), required=True)
    edges = fields.List(fields.Nested(GraphEdgeSchema), required=True)
    text = fields.List(fields.Nested(BothSchema), required=True)


def graph_document(graph: CaseGraph) -> dict[str, Any]:
    """Return the graph as JSON."""
    return {
        "dossier": graph.dossier,
        "procedure": graph.procedure,
        "procedure_version": graph.procedure_version,
        "status": graph.status.value,
        "due_at": stamp(graph.due_at),
        "decided_at": stamp(graph.decided_at),
        "at": stamp(graph.at),
        "title": title_of(graph).to_document(),
        "legs": [_leg(leg) for leg in graph.legs],
        "nodes": [_node(step, leg) for leg in graph.legs for step in leg.steps],
        "edges": [{"source": one.id, "target": other.id} for one, other in graph.edges()],
        "text": [line.to_document() for line in lines_of(graph)],
    }


def _leg(leg: GraphLeg) -> dict[str, Any]:
    return {
        "leg": leg.leg,
        "name": leg.name.to_document(),
        "agency": leg.agency,
        "agency_name": leg.agency_name,
        "state": leg.state.value,
        "state_name": state_word(leg).to_document(),
        "late": leg.late,
        "after": list(leg.after),
        "started_at": stamp(leg.started_at),
        "due_at": stamp(leg.due_at),
        "finished_at": stamp(leg.finished_at),
    }


def _node(step: GraphStep, leg: GraphLeg) -> dict[str, Any]:
    return {
        "id": step.id,
        "leg": step.leg,
        "step": step.step,
        "name": step.name.to_document(),
        "kind": step.kind.value,
        "agency": leg.agency,
        "role": step.role.value,
        "role_name": ROLES[step.role].to_document(),
        "state": step.state.value,
        "state_name": state_word(step).to_document(),
        "late": step.late,
        "runs": step.runs,
        "started_at": stamp(step.started_at),
        "due_at": stamp(step.due_at),
        "ended_at": stamp(step.ended_at),
    }
