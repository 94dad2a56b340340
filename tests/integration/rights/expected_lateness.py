"""What lists known by their ids must show to a person: violations, risks, alerts, amendments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kernel.rights import Action, Relation, Role, allows
from tests.integration.rights.expected import STEP_ROLES, kept_of, stands_somewhere
from tests.integration.rights.expected_between import reads_amendments
from tests.integration.rights.people import Person
from tests.integration.rights.world import Filed, World


def violations(person: Person, charged: Mapping[str, tuple[str, str | None]]) -> set[str] | None:
    """Return the lines of the register of violations that a person reads; None: refused.

    Down from where they stand as heads and supervisors today, and what charges themselves.
    """
    action = Action.READ_VIOLATIONS
    if Role.SUPERVISOR in person.roles and person.agency is None:
        return set(charged)
    above = {
        where
        for where, roles, ground in person.stands
        if allows(roles, action, Relation.OVERSEEING, ground)
    }
    own = any(allows(roles, action, Relation.OWNER, ground) for _, roles, ground in person.stands)
    if not above and not own:
        return None
    reach = above | person.over if above else above
    return {
        line
        for line, (agency, officer) in charged.items()
        if agency in reach or (own and officer == person.name)
    }


def risks(person: Person, agencies: Mapping[str, str]) -> set[str] | None:
    """Return the lines of the list of risks that a person reads, by task; None: refused."""
    if Role.SUPERVISOR in person.roles and person.agency is None:
        return set(agencies)
    above = {
        where
        for where, roles, ground in person.stands
        if allows(roles, Action.READ_RISKS, Relation.OVERSEEING, ground)
    }
    reach = above | person.over if above else above
    return {task for task, agency in agencies.items() if agency in reach} if above else None


def alerts(
    person: Person, told: Mapping[str, tuple[str, str, str | None, Filed]]
) -> set[str] | None:
    """Return the alerts that are for a person: audience, agency, officer, dossier; None: refused.

    What was told to themselves, to a unit where they do such steps with dossiers so kept, and to
    the head of an agency that they head today.
    """
    if not stands_somewhere(person, Action.READ_WORKLIST):
        return None

    def reads(audience: str, agency: str, officer: str | None, filed: Filed) -> bool:
        if audience == "officer":
            return officer == person.name
        here = [(roles, ground) for where, roles, ground in person.stands if where == agency]
        if audience == "head":
            return any(Role.HEAD in roles for roles, _ in here)
        action, kept = Action.READ_WORKLIST, kept_of(filed)
        return any(
            not roles.isdisjoint(STEP_ROLES[filed.tasks[0][2]])
            and allows(roles, action, Relation.LEG, ground, kept)
            for roles, ground in here
        )

    return {alert for alert, about in told.items() if reads(*about)}


def amendments(person: Person, entered: tuple[str, tuple[str, str]]) -> set[str] | None:
    """Return the amendments that a person reads; None: refused."""
    here = reads_amendments(person)
    if Role.ADMIN in person.roles or entered[1][0] in here:
        return {entered[0]}
    return set() if here else None


IDS: dict[str, Callable[[World, Person], set[str] | None]] = {
    "/violations": lambda world, person: violations(person, world.violations),
    "/alerts": lambda world, person: alerts(person, world.alerts),
    "/risks": lambda world, person: risks(person, world.risks),
    "/amendments": lambda world, person: amendments(person, world.between["/amendments"]),
}
"""The lists whose lines the matrix knows by their ids."""
