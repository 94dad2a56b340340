"""A dossier is filed online, received and accepted at a desk, or comes in by post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from kernel.channel import Channel
from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Confidentiality, Relation, Role, stands_for
from kernel.schedule import in_vietnam
from kernel.scopes import may_ask
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.errors import ApplicantIsAnotherError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.opening import Opened, receive, submit, take_in
from services.intake.registry.domain.tracking import hash_of
from services.intake.registry.ports import (
    Contacts,
    Events,
    NewDossiers,
    Reference,
    TrackingSecrets,
)
from services.intake.registry.ports.filing import FilingMarks, Numbers
from services.intake.registry.ports.mandates import Mandates
from services.intake.registry.usecases.examine_filing import examine_filing
from services.intake.registry.usecases.redirect_filing import redirect_filing
from services.intake.registry.usecases.rely_on_mandate import rely_on_mandate
from services.intake.registry.usecases.take_number import take_number, told


def file_dossier(
    filing: Filing,
    *,
    actor: Actor,
    clock: Clock,
    samples_allowed: bool,
    reference: Reference,
    numbers: Numbers,
    marks: FilingMarks,
    mandates: Mandates,
    dossiers: NewDossiers,
    contacts: Contacts,
    secrets: TrackingSecrets,
    events: Events,
) -> Opened:
    """File a dossier; at a desk it is accepted at once and its clock starts.

    A letter waits for the desk's answer unless the officer accepts it as it is opened. Raises
    `ForbiddenError` for a channel that is not the actor's, `ApplicantIsAnotherError`, and what
    `redirect_filing`, `rely_on_mandate`, `examine_filing` and `take_number` raise. The number is
    taken after every check: what is refused leaves no gap.
    """
    day = in_vietnam(clock()).date()
    filing = redirect_filing(filing, on=day, reference=reference)
    _require_right(actor, filing, Confidentiality.ORDINARY)
    filing = rely_on_mandate(filing, on=day, mandates=mandates)
    examine = partial(examine_filing, filing, reference=reference, samples_allowed=samples_allowed)
    basis = examine(on=day)
    _require_right(actor, filing, basis.version.procedure.kept)
    taken = take_number(filing, actor=actor, numbers=numbers, marks=marks)
    if taken.at.date() != day:
        # Midnight passed since the check: what counts is that day's law, and the mandate on it.
        rely_on_mandate(filing, on=taken.at.date(), mandates=mandates)
        basis = examine(on=taken.at.date())
    open_ = _opening_of(filing)
    opened = open_(filing, basis=basis, code=taken.code, filed_at=taken.at, actor=actor)
    opened = replace(told(opened, taken.lines), redirected=filing.redirected)
    secret = secrets.secret_of(taken.code)
    enter(opened, secret=secret, contacts=contacts, dossiers=dossiers, events=events)
    return opened


def enter(
    opened: Opened, *, secret: str, contacts: Contacts, dossiers: NewDossiers, events: Events
) -> None:
    """Store a new dossier and say it: how to reach the applicant first, then what happened."""
    applicant = opened.content.applicant
    sealed = (
        contacts.seal(opened.dossier.code, applicant, opened.dossier.language)
        if applicant.reachable
        else None
    )
    dossiers.add(opened, tracking=hash_of(secret), contact=sealed)
    if sealed is not None:
        events.add(sealed.event)
    for event in (*opened.before, opened.event):
        events.add(event)


def _require_right(actor: Actor, filing: Filing, kept: Confidentiality) -> None:
    if not filing.channel.electronic:
        desk, action = filing.receiving_agency, Action.RECEIVE_AT_DESK
        allowed = stands_for(actor, action, Relation.RECEIVING, desk, kept)
    elif filing.channel is Channel.PARTNER:
        allowed = actor.has(Role.PARTNER) and may_ask(actor, Action.FILE_DOSSIER)
    else:
        allowed = actor.has(Role.CITIZEN)
    if not allowed:
        raise ForbiddenError
    _require_own_name(actor, filing)


def _require_own_name(actor: Actor, filing: Filing) -> None:
    """Whoever is logged in is the applicant; another's matter is filed on behalf of them."""
    mine = identities_of(actor.id_number, actor.tax_code)
    another = set(mine).isdisjoint(filing.applicant.identities)
    if filing.channel is Channel.ONLINE and mine and another:
        raise ApplicantIsAnotherError(pointer="/applicant")


def _opening_of(filing: Filing) -> Callable[..., Opened]:
    if filing.channel.electronic:
        return submit
    return receive if filing.accepted_at_once else take_in
