"""A filing, or whoever comes for a result, names a mandate: it must reach so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from kernel.mandate import MandatedAction
from kernel.rights import Actor
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import MandateDoesNotFitError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.mandate import require_reach
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry, by_actor, entry
from services.intake.registry.ports.mandates import Mandates


def rely_on_mandate(filing: Filing, *, on: date, mandates: Mandates) -> Filing:
    """Return the filing made for whom its mandate names; as it is without one.

    The applicant must be its holder and whom it is filed for its giver, if that is said at all.
    Raises `MandateDoesNotFitError` also for one that is not there, and what `require_reach`
    raises.
    """
    if filing.mandate is None:
        return filing
    mandate = mandates.rely_on(filing.mandate)
    behalf = filing.on_behalf_of
    if mandate is None or mandate.agent.key != filing.applicant.key:
        raise MandateDoesNotFitError(pointer="/mandate")
    if behalf is not None and behalf.key != mandate.principal.key:
        raise MandateDoesNotFitError(pointer="/on_behalf_of")
    require_reach(mandate, MandatedAction.FILE, procedure=filing.procedure, on=on)
    principal = _with_contact(behalf, mandate.principal) if behalf else mandate.principal
    return replace(filing, on_behalf_of=replace(principal, authority=mandate.authority))


def _with_contact(principal: Person, given: Person) -> Person:
    """Return the principal as the agent names them, reached as they said themselves."""
    phone, email = given.phone or principal.phone, given.email or principal.email
    return replace(principal, phone=phone, email=email)


def receive_under(id_: str, key: str, dossier: Dossier, *, on: date, mandates: Mandates) -> str:
    """Return the paper by which the holder of the number `key` may be given the result.

    Raises `MandateDoesNotFitError` unless it is the holder's, from one the dossier is about, and
    what `require_reach` raises.
    """
    mandate = mandates.rely_on(id_)
    if mandate is None or mandate.agent.key != key or mandate.principal.key not in dossier.parties:
        raise MandateDoesNotFitError(pointer="/receiver/mandate")
    action = MandatedAction.RECEIVE_RESULT
    require_reach(mandate, action, procedure=dossier.procedure, on=on)
    return mandate.authority


def mandate_over(dossier: Dossier, *, on: date, mandates: Mandates) -> bool:
    """Tell whether the dossier, which is locked, was filed under a mandate that is over."""
    mandate = mandates.get(dossier.mandate) if dossier.mandate else None
    return mandate is not None and not mandate.in_force(on)


def mandate_line(filing: Filing, *, at: datetime, actor: Actor) -> tuple[TimelineEntry, ...]:
    """Return that it was filed for another, where it was filed under a mandate."""
    if filing.mandate is None:
        return ()
    data = {"mandate": filing.mandate}
    return (entry(EntryKind.FILED_UNDER_MANDATE, at=at, by=by_actor(actor), data=data),)
