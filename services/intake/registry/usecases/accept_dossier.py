"""The desk accepts a complete dossier that was filed online: the clock starts."""

from __future__ import annotations

from datetime import datetime

from kernel.clock import Clock
from kernel.deadline import Deadline
from kernel.errors import UnavailableError
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.resolution import ResolvedAgencies, resolve_agencies
from services.intake.registry.domain.basis import legal_clock
from services.intake.registry.domain.dossier import Dossier, DueDate, accept
from services.intake.registry.domain.ledger import start_entry
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events, Reference
from services.intake.registry.usecases.claim_dossier import claim_dossier


def accept_dossier(
    code: str,
    version: int,
    *,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    dossiers: Dossiers,
    events: Events,
) -> Dossier:
    """Accept the dossier as read at `version`; its due date and agencies are found now.

    Raises what `claim_dossier` raises and `IllegalTransitionError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.ACCEPT_DOSSIER, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    deadline, due, agencies = _terms(dossier, at, reference)
    accepted, said = accept(dossier, at=at, due=due, agencies=agencies, officer=actor.subject)
    by = by_actor(actor)
    dossiers.save(
        Changed(
            dossier=accepted,
            timeline=(entry(EntryKind.ACCEPTED, at=at, by=by),),
            ledger=(start_entry(deadline, at=at, by=by),),
        )
    )
    events.add(said)
    return accepted


def _terms(
    dossier: Dossier, at: datetime, reference: Reference
) -> tuple[Deadline, DueDate, ResolvedAgencies]:
    """Find due date and agencies by the version the dossier was filed under."""
    known = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    agency = reference.agency(dossier.receiving_agency, at.date())
    if known is None or agency is None:
        raise UnavailableError
    legal = legal_clock(
        known.procedure,
        channel=dossier.channel,
        case=dossier.case,
        schedule=reference.schedule(agency),
    )
    deadline = legal.deadline(at)
    agencies = resolve_agencies(
        known.procedure,
        receiving=agency,
        area=dossier.area,
        agencies=reference.agencies(at.date()),
    )
    return deadline, legal.due(deadline), agencies
