"""Routing settled whether the owner gets the dossier back: intake follows."""

from __future__ import annotations

from contracts.events.course import DossierWithdrawn, WithdrawalRefused, WithdrawalSettled
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.timeline import EntryKind, entry
from services.intake.registry.domain.withdrawal import refuse_withdrawal, withdraw
from services.intake.registry.ports import Changed, Dossiers, Events

GRANTED = "granted"


def follow_withdrawal(
    settled: WithdrawalSettled, *, dossiers: Dossiers, events: Events
) -> Dossier:
    """Withdraw the dossier (to 7), or write down that the decision was first.

    Raises `DossierNotFoundError`, `IllegalTransitionError`.
    """
    dossier = dossiers.lock(settled.dossier)
    if dossier is None:
        raise DossierNotFoundError
    at = in_vietnam(settled.settled_at)
    said: DossierWithdrawn | WithdrawalRefused
    if settled.outcome == GRANTED:
        changed, said = withdraw(dossier, at=at, in_charge=settled.in_charge)
        kind = EntryKind.WITHDRAWN
    else:
        changed, said = refuse_withdrawal(dossier, at=at, in_charge=settled.in_charge)
        kind = EntryKind.WITHDRAWAL_TOO_LATE
    dossiers.save(Changed(dossier=changed, timeline=(entry(kind, at=at),)))
    events.add(said)
    return changed
