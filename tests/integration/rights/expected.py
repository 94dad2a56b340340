"""What every cell of the matrix must answer, by the table of rights and what is known by hand."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.api.route import Route
from kernel.rights import STAFF, Action, Confidentiality, Ground, Relation, Role, allows
from kernel.visibility import Part, visible_parts
from tests.integration.rights.people import Person
from tests.integration.rights.world import Filed

PASSED = "passed"  # whatever else is wrong with the request, rights are not
UNKNOWN, FORBIDDEN, NOT_FOUND = "401", "403", "404"

STEP_ROLES = {
    "desk": frozenset({Role.OFFICER}),
    "officer": frozenset({Role.OFFICER}),
    "approver": frozenset({Role.APPROVER, Role.HEAD}),
}
# What is done to a dossier, by the last word of its path.
WRITES = {
    "acceptance": Action.ACCEPT_DOSSIER,
    "refusal": Action.REFUSE_DOSSIER,
    "confirmation": Action.ANSWER_DRAFT,
    "objection": Action.ANSWER_DRAFT,
    "handover": Action.HAND_OVER_RESULT,
    "delivery": Action.CHANGE_DELIVERY,
    "postings": Action.HAND_OVER_RESULT,
    "rating": Action.RATE_DOSSIER,
    "error-correction": Action.CORRECT_ERROR,
    "reception-correction": Action.CORRECT_RECEPTION,
    "messages": Action.WRITE_MESSAGE,
    "call": Action.CALL_APPLICANT,
    "supplement-request": Action.REQUEST_SUPPLEMENT,
    "supplement": Action.SUBMIT_SUPPLEMENT,
    "withdrawal": Action.WITHDRAW_DOSSIER,
    "suspension": Action.SUSPEND_DOSSIER,
    "resumption": Action.SUSPEND_DOSSIER,
    "erasure": Action.ERASE_DOSSIER,
}
READS = {
    "{code}": Part.STATE,
    "timeline": Part.TIMELINE,
    "deadline": Part.CLOCK,
    "accesses": Part.ACCESSES,
    "forms": Part.DOCUMENTS,
    "{form}": Part.DOCUMENTS,
    "error-correction": Part.DOCUMENTS,
    "versions": Part.DOCUMENTS,
    "draft-result": Part.DOCUMENTS,
    "handover": Part.DOCUMENTS,
    "postings": Part.DOCUMENTS,
    "messages": Part.DOCUMENTS,
    "notices": Part.STATE,
    "supplement-request": Part.DOCUMENTS,
}
DECISIONS = frozenset({"approve", "refuse", "approvals"})
OF_HEADS = frozenset({"release", "assign"})

MISSING = {
    "/problems/dossier-not-found",
    "/problems/task-not-found",
    "/problems/mandate-not-found",
    "/problems/apology-not-found",
    "/problems/case-not-found",
    "/problems/slip-not-found",
    "/problems/proposal-not-found",
    "/problems/alert-not-found",
    "/problems/amendment-not-found",
    "/problems/letter-not-found",
}
"""The problems that say no more than that there is no such thing."""


def at_the_door(route: Route, person: Person | None) -> str | None:
    """Return what the gateway itself answers, None when it lets the person in."""
    if route.signed:
        return UNKNOWN  # what a provider calls: whoever comes without its signature
    if route.public:
        return None
    if person is None:
        return UNKNOWN
    return None if route.roles & set(person.roles) else FORBIDDEN


def of_dossier(route: Route, person: Person, filed: Filed) -> str:
    """Return what a route of one dossier answers."""
    word = route.path.rpartition("/")[2]
    if word in {"graph", "process-record"}:
        return PASSED if filed.tasks and can(person, Action.READ_CASE, filed) else NOT_FOUND
    if route.service == "routing":
        return _of_apology(route, person, filed)
    if route.method == "GET":
        parts = seen(person, filed)
        if not parts:
            return NOT_FOUND
        return PASSED if READS[word] in parts else FORBIDDEN
    if can(person, WRITES[word], filed):
        return PASSED
    return FORBIDDEN if can(person, Action.READ_DOSSIER, filed) else NOT_FOUND


def _of_apology(route: Route, person: Person, filed: Filed) -> str:
    """Return what a route of an apology answers: by the agencies of its case, where it has one."""
    kept = kept_of(filed)
    at_work = any(
        where in filed.agencies and allows(roles, Action.WRITE_APOLOGY, Relation.LEG, ground, kept)
        for where, roles, ground in person.stands
    )
    if not at_work or not filed.tasks:
        return NOT_FOUND
    if route.path.endswith("/apology"):
        return PASSED
    signs = any(
        where == filed.receiving
        and allows(roles, Action.SIGN_APOLOGY, Relation.COMPETENT, ground, kept)
        for where, roles, ground in person.stands
    )
    return PASSED if signs else FORBIDDEN


def of_task(route: Route, person: Person, filed: Filed, task: tuple[str, str, str]) -> str:
    """Return what a route of one task answers."""
    _, agency, step = task
    kept = kept_of(filed)
    here = [
        (roles, ground)
        for where, roles, ground in person.stands
        if where == agency and allows(roles, Action.WORK_TASK, Relation.LEG, ground, kept)
    ]
    if not here:
        return NOT_FOUND
    if route.method == "GET":
        return PASSED
    word = route.path.rpartition("/")[2]
    action = Action.DECIDE_TASK if word in DECISIONS else Action.WORK_TASK
    action = Action.ASSIGN_TASK if word == "assign" else action
    mine = any(not roles.isdisjoint(STEP_ROLES[step]) for roles, _ in here)
    may = any(allows(roles, action, Relation.LEG, ground, kept) for roles, ground in here)
    heads = word in OF_HEADS and any(
        where == agency and Role.HEAD in roles for where, roles, _ in person.stands
    )
    return PASSED if may and (mine or heads) else FORBIDDEN


def listed(person: Person, filed: Filed, action: Action = Action.READ_DOSSIER) -> bool:
    """Tell whether a list or a search shows the dossier."""
    return can(person, action, filed)


def on_worklist(person: Person, filed: Filed) -> Iterator[str]:
    """Yield the tasks of the dossier that stand on the person's worklist."""
    for task, agency, step in filed.tasks:
        if any(
            where == agency
            and not roles.isdisjoint(STEP_ROLES[step])
            and allows(roles, Action.READ_WORKLIST, Relation.LEG, ground, kept_of(filed))
            for where, roles, ground in person.stands
        ):
            yield task


def stands_somewhere(person: Person, action: Action) -> bool:
    """Tell whether the person may do `action` at some agency at all."""
    return any(
        allows(roles, action, relation, ground)
        for _, roles, ground in person.stands
        for relation in Relation
    )


def at_desk(person: Person, action: Action, agency: str) -> bool:
    """Tell whether the person may do `action` at the desk of this very agency."""
    return any(
        where == agency and allows(roles, action, Relation.RECEIVING, ground)
        for where, roles, ground in person.stands
    )


def heads(person: Person, agency: str) -> str:
    """Return what a plan of assigning answers: it is for whoever heads the agency today."""
    may = any(
        where == agency and allows(roles, Action.ASSIGN_TASK, Relation.LEG, ground)
        for where, roles, ground in person.stands
    )
    return PASSED if may else FORBIDDEN


def report(person: Person, agency: str | None) -> str:
    """Return what a report of an agency (None: the own one) answers to who stands there today."""
    if Role.ADMIN in person.roles:
        return PASSED
    return _looking_down(person, Action.READ_REPORT, agency)


def register(person: Person, agency: str) -> str:
    """Return what an agency's register answers to who stands at it, or above it, today."""
    return _looking_down(person, Action.READ_REGISTER, agency)


def _looking_down(person: Person, action: Action, agency: str | None) -> str:
    if Role.SUPERVISOR in person.roles and person.agency is None:
        return PASSED
    reach = any(
        allows(roles, action, Relation.OVERSEEING, ground)
        and (agency is None or agency == where or agency in person.over)
        for where, roles, ground in person.stands
    )
    return PASSED if reach else FORBIDDEN


def can(person: Person, action: Action, filed: Filed) -> bool:
    """Tell whether the table lets the person do `action` to the dossier in some relation."""
    return any(
        allows(roles, action, relation, ground, kept_of(filed))
        for roles, relation, ground in related(person, filed)
    )


def seen(person: Person, filed: Filed) -> frozenset[Part]:
    """Return the parts of the dossier the person sees."""
    return frozenset(
        part
        for roles, relation, ground in related(person, filed)
        for part in visible_parts(roles, relation, ground, kept_of(filed))
    )


def related(person: Person, filed: Filed) -> Iterator[tuple[frozenset[Role], Relation, Ground]]:
    """Yield every way the person stands to the dossier."""
    if person.name == filed.owner:
        yield frozenset(person.roles), Relation.OWNER, Ground.HOME
    for where, roles, ground in person.stands:
        working = roles & STAFF
        if where == filed.receiving:
            yield working, Relation.RECEIVING, ground
            yield working, Relation.COMPETENT, ground
        if where in filed.agencies:
            yield working, Relation.LEG, ground
        if not ({where} | person.over).isdisjoint(filed.agencies):
            yield roles & {Role.SUPERVISOR}, Relation.OVERSEEING, ground


def kept_of(filed: Filed) -> Confidentiality:
    """Return how closely the dossier is kept."""
    return Confidentiality.CONFIDENTIAL if filed.confidential else Confidentiality.ORDINARY
