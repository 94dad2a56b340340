"""A dossier is received, appraised, approved and handed over at the desk in one go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Confidentiality, Relation, stands_for
from kernel.schedule import in_vietnam
from services.intake.registry.domain.basis import Basis
from services.intake.registry.domain.errors import NotOnTheSpotError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.opening import OnTheSpotResult, Opened, settle_at_desk
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
from services.intake.registry.usecases.file_dossier import enter
from services.intake.registry.usecases.redirect_filing import redirect_filing
from services.intake.registry.usecases.rely_on_mandate import rely_on_mandate
from services.intake.registry.usecases.take_number import take_number, told


def settle_on_the_spot(
    filing: Filing,
    result: OnTheSpotResult,
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
    """Settle a dossier at the desk (status 10), whether the bus is up or not.

    Raises `ForbiddenError` unless the actor decides for the receiving agency,
    `NotOnTheSpotError` for other procedures, and what `redirect_filing`, `rely_on_mandate`,
    `examine_filing` and `take_number` raise.
    """
    day = in_vietnam(clock()).date()
    filing = redirect_filing(filing, on=day, reference=reference)
    _require_right(actor, filing)
    filing = rely_on_mandate(filing, on=day, mandates=mandates)
    basis = _examine(filing, day, reference, samples_allowed=samples_allowed)
    taken = take_number(filing, actor=actor, numbers=numbers, marks=marks)
    if taken.at.date() != day:
        rely_on_mandate(filing, on=taken.at.date(), mandates=mandates)
        basis = _examine(filing, taken.at.date(), reference, samples_allowed=samples_allowed)
    opened = settle_at_desk(
        filing, basis=basis, code=taken.code, filed_at=taken.at, actor=actor, result=result
    )
    opened = replace(told(opened, taken.lines), redirected=filing.redirected)
    secret = secrets.secret_of(taken.code)
    enter(opened, secret=secret, contacts=contacts, dossiers=dossiers, events=events)
    return opened


def _require_right(actor: Actor, filing: Filing) -> None:
    # Whoever may sign for an agency may sign for its confidential procedures too.
    desk, action = filing.receiving_agency, Action.SETTLE_ON_THE_SPOT
    kept = Confidentiality.CONFIDENTIAL
    signs = stands_for(actor, action, Relation.RECEIVING, desk, kept)
    if filing.channel.electronic or not signs:
        raise ForbiddenError


def _examine(filing: Filing, on: date, reference: Reference, *, samples_allowed: bool) -> Basis:
    basis = examine_filing(filing, on=on, reference=reference, samples_allowed=samples_allowed)
    if not basis.version.procedure.on_the_spot:
        raise NotOnTheSpotError(pointer="/procedure")
    return basis
