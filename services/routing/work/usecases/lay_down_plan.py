"""The head of an agency lays down how its steps find their owners."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Action, Actor, Relation, stands_for
from services.routing.work.domain.assigning import Plan, Rule, next_plan
from services.routing.work.ports import Plans


def show_plan(agency: str, *, actor: Actor, plans: Plans) -> Plan:
    """Return the plan of an agency; raises `ForbiddenError` for all but who heads it today."""
    _require_head(actor, agency)
    return plans.newest(agency)


def lay_down_plan(
    agency: str,
    version: str,
    rules: tuple[Rule, ...],
    *,
    actor: Actor,
    plans: Plans,
    clock: Clock,
) -> Plan:
    """Replace the rules of the plan as read at `version`; earlier versions stay.

    Raises `ForbiddenError`, `StaleVersionError`, `PlanFaultyError`.
    """
    _require_head(actor, agency)
    before = plans.newest(agency)
    if version != str(before.version):
        raise StaleVersionError
    after = next_plan(before, rules)
    plans.add(after, by=actor.subject, at=clock())
    return after


def _require_head(actor: Actor, agency: str) -> None:
    if not stands_for(actor, Action.ASSIGN_TASK, Relation.LEG, agency):
        raise ForbiddenError
