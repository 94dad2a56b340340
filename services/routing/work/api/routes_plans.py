"""How steps find their owners, as the head of an agency lays it down, over HTTP."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import current_actor
from chassis.examples import example
from chassis.fields import Line
from chassis.http import if_match, json_response, with_etag
from kernel.rights import Actor
from services.routing.work.domain.assigning import Mode, Plan, Rule

_PATH = "/admin/assignment-plans/<string:agency>"


class RuleSchema(Schema):
    """How steps find their owner; without a procedure or step: of all."""

    mode = fields.Enum(Mode, by_value=True, required=True)
    procedure = Line(limit=40, allow_none=True, load_default=None)
    step = Line(limit=64, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Rule:
        return Rule(**data)


class PlanSchema(Schema):
    """The rules of an agency; what none is about is pulled."""

    rules = fields.List(
        fields.Nested(RuleSchema), required=True, validate=validate.Length(max=200)
    )


class PlanAnswerSchema(PlanSchema):
    """A plan; version 0 is none yet."""

    agency = fields.String(required=True)
    version = fields.Integer(required=True)


class PlanActions(Protocol):
    """What stands behind the routes, each with its own transaction."""

    def plan(self, actor: Actor, agency: str) -> Plan:
        """Return the plan of an agency."""
        ...

    def lay_down(self, actor: Actor, agency: str, version: str, rules: tuple[Rule, ...]) -> Plan:
        """Replace the plan of an agency."""
        ...


def plan_blueprint(actions: PlanActions) -> Blueprint:
    """Return `GET` and `PUT /admin/assignment-plans/{agency}`."""
    blueprint = Blueprint("assignment-plans", __name__, description="How steps find their owners")

    @blueprint.get(_PATH)
    @blueprint.response(200, PlanAnswerSchema, example=example(__name__, "plan"))
    def show(agency: str) -> Response:
        """Show the plan of an agency, with its ETag."""
        return _answer(actions.plan(current_actor(), agency))

    @blueprint.put(_PATH)
    @blueprint.arguments(PlanSchema)
    @blueprint.response(200, PlanAnswerSchema)
    def lay_down(given: dict[str, Any], agency: str) -> Response:
        """Replace the plan; tasks that wait are looked at by it soon after."""
        rules = tuple(given["rules"])
        return _answer(actions.lay_down(current_actor(), agency, if_match(), rules))

    return blueprint


def _answer(plan: Plan) -> Response:
    rules = [
        {"mode": rule.mode.value, "procedure": rule.procedure, "step": rule.step}
        for rule in plan.rules
    ]
    body = {"agency": plan.agency, "version": plan.version, "rules": rules}
    return with_etag(json_response(body), plan.version)
