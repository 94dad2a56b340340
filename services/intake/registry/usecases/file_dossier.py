"""A dossier is filed online, or received and accepted at a desk."""

from __future__ import annotations

from kernel.channel import Channel
from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Confidentiality, Relation, Role, may, stands_for
from kernel.schedule import in_vietnam
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.opening import Opened, receive, submit
from services.intake.registry.domain.tracking import hash_of
from services.intake.registry.ports import (
    Contacts,
    Events,
    NewDossiers,
    Numbers,
    Reference,
    TrackingSecrets,
)
from services.intake.registry.usecases.examine_filing import examine_filing


def file_dossier(
    filing: Filing,
    *,
    actor: Actor,
    clock: Clock,
    samples_allowed: bool,
    reference: Reference,
    numbers: Numbers,
    dossiers: NewDossiers,
    contacts: Contacts,
    secrets: TrackingSecrets,
    events: Events,
) -> Opened:
    """File a dossier; at a desk it is accepted at once and its clock starts.

    Raises `ForbiddenError` for a channel that is not the actor's, and what `examine_filing`
    raises. The number is taken only after every check, so that what was refused leaves no gap.
    """
    _require_right(actor, filing, Confidentiality.ORDINARY)
    day = in_vietnam(clock()).date()
    basis = examine_filing(filing, on=day, reference=reference, samples_allowed=samples_allowed)
    _require_right(actor, filing, basis.version.procedure.kept)
    allotted = numbers.allot(filing.receiving_agency)
    filed_on = in_vietnam(allotted.at).date()
    if filed_on != day:
        # Midnight passed since the check: what counts is the law of the day of filing.
        basis = examine_filing(
            filing, on=filed_on, reference=reference, samples_allowed=samples_allowed
        )
    open_ = submit if filing.channel.electronic else receive
    opened = open_(
        filing,
        basis=basis,
        code=allotted.code,
        filed_at=in_vietnam(allotted.at),
        actor=actor,
    )
    secret = secrets.secret_of(allotted.code)
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
    events.add(opened.event)


def _require_right(actor: Actor, filing: Filing, kept: Confidentiality) -> None:
    if not filing.channel.electronic:
        desk, action = filing.receiving_agency, Action.RECEIVE_AT_DESK
        allowed = stands_for(actor, action, Relation.RECEIVING, desk, kept)
    elif filing.channel is Channel.PARTNER:
        allowed = actor.has(Role.PARTNER) and may(actor, Action.FILE_DOSSIER, Relation.NONE)
    else:
        allowed = may(actor, Action.FILE_DOSSIER, Relation.NONE)
    if not allowed:
        raise ForbiddenError
