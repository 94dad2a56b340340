"""What routes about things between two agencies must answer: slips, proposals, amendments."""

from __future__ import annotations

from gateway.api.route import Route
from kernel.rights import Action, Relation, Role, allows
from tests.integration.rights.expected import FORBIDDEN, NOT_FOUND, PASSED
from tests.integration.rights.people import Person


def of_slip(route: Route, person: Person, between: tuple[str, str]) -> str:
    """Return what a slip given by the first agency to the second answers; it is ordinary."""
    where = {
        agency
        for agency, roles, ground in person.stands
        if allows(roles, Action.WORK_TASK, Relation.LEG, ground)
    }
    if "{id}" not in route.path:
        return PASSED if where else FORBIDDEN
    if where.isdisjoint(between):
        # Who stands nowhere has no business with slips at all.
        return NOT_FOUND if where or route.method != "GET" else FORBIDDEN
    return PASSED if route.method == "GET" or between[1] in where else FORBIDDEN


def of_proposal(route: Route, person: Person, between: tuple[str, str]) -> str:
    """Return what a supplement proposed at the first agency to the desk of the second answers."""

    def here(action: Action, relation: Relation) -> set[str]:
        return {
            agency
            for agency, roles, ground in person.stands
            if allows(roles, action, relation, ground)
        }

    work = here(Action.READ_WORKLIST, Relation.LEG)
    desk = here(Action.REQUEST_SUPPLEMENT, Relation.RECEIVING)
    if "{id}" not in route.path:
        return PASSED if work | desk else FORBIDDEN
    if route.method != "GET" and between[1] in desk:
        return PASSED
    if between[0] in work or between[1] in desk:
        return PASSED if route.method == "GET" else FORBIDDEN
    return NOT_FOUND if work | desk or route.method != "GET" else FORBIDDEN


def reads_amendments(person: Person) -> set[str]:
    """Return the agencies whose amendments a person reads, beside who keeps the catalogue."""
    return {
        agency
        for agency, roles, ground in person.stands
        if allows(roles, Action.READ_AMENDMENTS, Relation.RECEIVING, ground)
    }


def of_amendment(route: Route, person: Person, between: tuple[str, str]) -> str:
    """Return what an amendment that a desk proposed, and was asked about, answers."""
    keeps, here = Role.ADMIN in person.roles, reads_amendments(person)
    if "{id}" not in route.path:
        return PASSED if here else FORBIDDEN
    if not keeps and not here:
        return FORBIDDEN
    if not keeps and between[0] not in here:
        return NOT_FOUND
    if route.method == "GET":
        return PASSED
    answers = route.path.endswith("/answer")
    return PASSED if (between[0] in here if answers else keeps) else FORBIDDEN


BETWEEN = {"/handover-slips": of_slip, "/proposals": of_proposal, "/amendments": of_amendment}
"""What is expected, by how the path begins; the world has the thing under the same name."""
