"""Somebody lets another file for them, or an officer enters the paper by which they do."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import ForbiddenError, InvalidFieldsError
from kernel.rights import Action, Actor, Relation, Role, stands_for
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.registry.domain.applicant import ApplicantKind, Person, identities_of
from services.intake.registry.domain.errors import ApplicantIsAnotherError
from services.intake.registry.domain.mandate import Mandate, MandateGiven, grant
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Events
from services.intake.registry.ports.mandates import Mandates

TO_ONESELF = Text(
    vi="Không thể tự ủy quyền cho chính mình.", en="Nobody gives a mandate to themselves."
)
PAST = Text(vi="Ngày hết hạn đã qua.", en="The last day is over already.")
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
    mandates: Mandates,
    events: Events,
) -> Mandate:
    """Keep a mandate: online one's own, at a desk the one a paper shows.

    Raises `ForbiddenError`, `ApplicantIsAnotherError` where somebody logged in gives another's,
    `InvalidFieldsError`.
    """
    principal = _principal(given, actor)
    at = in_vietnam(clock())
    mandate, said = grant(given, principal, id_=id_, at=at, by=by_actor(actor))
    _check(mandate)
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
    return principal


def _oneself(actor: Actor) -> Person:
    kind = ApplicantKind.CITIZEN if actor.id_number else ApplicantKind.ORGANISATION
    return Person(
        kind=kind, name=actor.name or "", id_number=actor.id_number, tax_code=actor.tax_code
    )


def _check(mandate: Mandate) -> None:
    today = mandate.granted_at.date()
    faults: dict[str, Text] = {}
    if mandate.agent.key == mandate.principal.key:
        faults["/agent"] = TO_ONESELF
    if mandate.paper is not None and mandate.paper.signed_on > today:
        faults["/paper/signed_on"] = NOT_SIGNED_YET
    if mandate.expires_on < today:
        faults["/expires_on"] = PAST
    if faults:
        raise InvalidFieldsError(faults)
