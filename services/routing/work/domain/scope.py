"""Which tasks an actor may know of: the table of rights as what a query is narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kernel.process import StepRole
from kernel.rights import Action, Actor, Confidentiality, Relation, Role, Standing, allows

_ROLES: Mapping[StepRole, frozenset[Role]] = {
    StepRole.DESK: frozenset({Role.OFFICER}),
    StepRole.OFFICER: frozenset({Role.OFFICER}),
    StepRole.APPROVER: frozenset({Role.APPROVER, Role.HEAD}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Tasks of one agency: those of these roles; with `ordinary` no confidential ones."""

    agency: str
    roles: frozenset[StepRole]
    ordinary: bool


def scopes_of(actor: Actor, action: Action) -> tuple[Scope, ...]:
    """Return where the actor may do `action`, one scope a standing; none: nowhere.

    `roles` are those of steps the actor can do there.
    """
    return tuple(
        Scope(
            agency=standing.agency,
            roles=_steps(standing),
            ordinary=not _allowed(standing, action, Confidentiality.CONFIDENTIAL),
        )
        for standing in actor.stands
        if _allowed(standing, action, Confidentiality.ORDINARY)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Of which cases the actor may know: of agencies in `scopes`, and ordinary ones from `above`.

    Who oversees an agency sees its cases and those of the agencies below it.
    """

    scopes: tuple[Scope, ...]
    above: frozenset[str] = frozenset()


def sight_of(actor: Actor) -> Sight:
    """Return which cases the actor may read."""
    right = Action.READ_CASE
    above = frozenset(
        standing.agency
        for standing in actor.stands
        if allows(standing.roles, right, Relation.OVERSEEING, standing.ground)
    )
    return Sight(scopes=scopes_of(actor, right), above=above)


def whole_agencies(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return the scopes with the steps of every role."""
    return tuple(replace(scope, roles=frozenset(StepRole)) for scope in scopes)


def step_roles_at(actor: Actor, agency: str, kept: Confidentiality) -> frozenset[StepRole]:
    """Return the roles of steps the actor can do at an agency, with dossiers so kept."""
    return frozenset(
        role
        for standing in actor.stands
        if standing.agency == agency and _allowed(standing, Action.WORK_TASK, kept)
        for role in _steps(standing)
    )


def heads(actor: Actor, agency: str) -> bool:
    """Tell whether the actor heads the agency today, if only in the head's place."""
    return any(
        standing.agency == agency and Role.HEAD in standing.roles for standing in actor.stands
    )


def _allowed(standing: Standing, action: Action, kept: Confidentiality) -> bool:
    return allows(standing.roles, action, Relation.LEG, standing.ground, kept)


def _steps(standing: Standing) -> frozenset[StepRole]:
    return frozenset(
        step for step, roles in _ROLES.items() if not roles.isdisjoint(standing.roles)
    )
