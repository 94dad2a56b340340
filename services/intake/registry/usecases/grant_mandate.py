"""Somebody lets another file for them, or an officer enters the paper by which they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kernel.clock import Clock
from kernel.errors import ForbiddenError, InvalidFieldsError
from kernel.rights import Action, Actor, Relation, Role, stands_for
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.registry.domain.applicant import ApplicantKind, Person, identities_of
from services.intake.registry.domain.errors import ApplicantIsAnotherError, TooManyMandatesError
from services.intake.registry.domain.mandate import Mandate, MandateGiven, grant, years_after
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Events, Reference
from services.intake.registry.ports.mandates import Mandates

MOST = 50
"""How many mandates somebody may have in force that they gave online."""

MOST_YEARS = 100
"""How long a mandate may last: no rule of law, but no date that clocks cannot count to."""

TO_ONESELF = Text(
    vi="Không thể tự ủy quyền cho chính mình.", en="Nobody gives a mandate to themselves."
)
PAST = Text(vi="Ngày hết hạn đã qua.", en="The last day is over already.")
TOO_LATE = Text(
    vi=f"Ngày hết hạn quá xa (tối đa {MOST_YEARS} năm).",
    en=f"The last day is too far away ({MOST_YEARS} years at most).",
)
UNKNOWN_PROCEDURE = Text(
    vi="Không có thủ tục này trong danh mục đang có hiệu lực.",
    en="No such procedure is in force.",
)
NOT_SIGNED_YET = Text(
    vi="Ngày ký giấy ủy quyền không được ở tương lai.",
    en="The paper cannot have been signed in the future.",
)
NO_PRINCIPAL = Text(vi="Thiếu người ủy quyền.", en="Who gives the mandate is missing.")


def grant_mandate(
    given: MandateGiven,
    *,
    id_: str,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    mandates: Mandates,
    events: Events,
) -> Mandate:
    """Keep a mandate: online one's own, at a desk the one a paper shows.

    Raises `ForbiddenError`, `ApplicantIsAnotherError` where somebody logged in gives another's,
    `InvalidFieldsError`, `TooManyMandatesError`.
    """
    principal = _principal(given, actor)
    at = in_vietnam(clock())
    _check(given, principal, at.date(), reference)
    if given.paper is None and mandates.count_online(principal.key) >= MOST:
        raise TooManyMandatesError(extra={"limit": MOST})
    mandate, said = grant(given, principal, id_=id_, at=at, by=by_actor(actor))
    if mandate.expires_on < at.date():
        raise InvalidFieldsError({"/expires_on": PAST})
    mandates.add(mandate)
    events.add(said)
    return mandate


def _principal(given: MandateGiven, actor: Actor) -> Person:
    if given.paper is not None:
        desk = given.agency or ""
        if not stands_for(actor, Action.GRANT_MANDATE, Relation.RECEIVING, desk):
            raise ForbiddenError
        if given.principal is None:
            raise InvalidFieldsError({"/principal": NO_PRINCIPAL})
        return given.principal
    mine = identities_of(actor.id_number, actor.tax_code)
    if not actor.has(Role.CITIZEN) or not mine:
        raise ForbiddenError
    principal = given.principal or _oneself(actor)
    if principal.key not in mine:
        raise ApplicantIsAnotherError(pointer="/principal")
    # Whoever is logged in is called what their account says, to the agent and on the dossier.
    return replace(principal, name=actor.name or principal.name)


def _oneself(actor: Actor) -> Person:
    kind = ApplicantKind.CITIZEN if actor.id_number else ApplicantKind.ORGANISATION
    return Person(
        kind=kind,
        name=actor.name or "",
        id_number=actor.id_number,
        tax_code=actor.tax_code,
        email=actor.email,
    )


def _check(given: MandateGiven, principal: Person, today: date, reference: Reference) -> None:
    faults: dict[str, Text] = {}
    # A person's tax code is the personal number: the same number is the same person.
    if not set(_numbers(given.agent)).isdisjoint(_numbers(principal)):
        faults["/agent"] = TO_ONESELF
    if given.paper is not None and given.paper.signed_on > today:
        faults["/paper/signed_on"] = NOT_SIGNED_YET
    last = given.scope.expires_on
    if last is not None and last > years_after(today, MOST_YEARS):
        faults["/expires_on"] = TOO_LATE
    # What is named here is said on the bus: codes of the catalogue and no words of anybody's.
    for place, code in enumerate(given.scope.procedures):
        if reference.procedure(code, today) is None:
            faults[f"/procedures/{place}"] = UNKNOWN_PROCEDURE
    if faults:
        raise InvalidFieldsError(faults)


def _numbers(person: Person) -> tuple[str, ...]:
    return tuple(number for number in (person.id_number, person.tax_code) if number)
