"""An officer writes the apology of a case, its head signs it; both under the case's lock."""

from __future__ import annotations

from datetime import date

from kernel.apology import ApologyReason
from kernel.clock import Clock
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.routing.lateness.domain.apology import (
    Apology,
    asked_to_sign,
    require_version,
    sign,
    write,
)
from services.routing.lateness.domain.errors import ApologyUnknownError
from services.routing.lateness.domain.standing import (
    may_sign,
    office_of,
    require_signer,
    require_writer,
)
from services.routing.lateness.ports import Apologies
from services.routing.lateness.usecases.find_open_days import find_open_days
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases, Colleagues, Events


def write_apology(
    dossier: str,
    version: str,
    reason: ApologyReason,
    day: date,
    *,
    actor: Actor,
    cases: Cases,
    apologies: Apologies,
    schedules: Schedules,
    colleagues: Colleagues,
    events: Events,
    clock: Clock,
) -> Apology:
    """Write reason and new date, and say so to those who may sign it.

    Raises `ApologyUnknownError`, `StaleVersionError`, as `write`.
    """
    case = _locked(dossier, cases)
    require_writer(actor, case)
    before, now = _known(dossier, apologies), clock()
    schedule = schedules.of(office_of(case))
    written = write(
        before,
        case,
        reason=reason,
        day=day,
        officer=actor.subject,
        at=now,
        schedule=schedule,
    )
    require_version(before, version)
    apologies.save(written)
    there = colleagues.at(case.competent_agency, in_vietnam(now).date())
    signers = [one.actor.subject for one in there if may_sign(one.actor, case)]
    days = find_open_days(case.competent_agency, now, schedules=schedules)
    events.add(asked_to_sign(written, case, signers, schedule, days=days))
    return written


def sign_apology(
    dossier: str,
    version: str,
    *,
    actor: Actor,
    cases: Cases,
    apologies: Apologies,
    schedules: Schedules,
    events: Events,
    clock: Clock,
) -> Apology:
    """Sign it, and say so: intake moves the date.

    Raises `ApologyUnknownError`, `ForbiddenError`, `StaleVersionError`, and what `sign` raises.
    """
    case = _locked(dossier, cases)
    require_signer(actor, case)
    before = _known(dossier, apologies)
    signed, said = sign(
        before,
        case,
        officer=actor.subject,
        at=clock(),
        schedule=schedules.of(office_of(case)),
    )
    require_version(before, version)
    apologies.save(signed)
    events.add(said)
    return signed


def show_apology(dossier: str, *, actor: Actor, cases: Cases, apologies: Apologies) -> Apology:
    """Return the apology; raises `ApologyUnknownError`."""
    case = _locked(dossier, cases)
    require_writer(actor, case)
    return _known(dossier, apologies)


def _locked(dossier: str, cases: Cases) -> Case:
    case = cases.lock_for_dossier(dossier)
    if case is None:
        raise ApologyUnknownError
    return case


def _known(dossier: str, apologies: Apologies) -> Apology:
    found = apologies.find(dossier)
    if found is None:
        raise ApologyUnknownError
    return found
