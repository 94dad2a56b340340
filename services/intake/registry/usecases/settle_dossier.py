"""Routing says that the case was decided: the dossier has its result, its clock ends."""

from __future__ import annotations

from contracts.events.routing import CaseDecided
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier, Outcome, settle
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.timeline import EntryKind, by_officer, entry
from services.intake.registry.ports import Changed, Dossiers, Events


def settle_dossier(decided: CaseDecided, *, dossiers: Dossiers, events: Events) -> Dossier:
    """Move the dossier from 4 to 9 and compare with its due date.

    Raises `DossierNotFoundError`, `IllegalTransitionError`.
    """
    dossier = dossiers.lock(decided.dossier)
    if dossier is None:
        raise DossierNotFoundError
    at = in_vietnam(decided.decided_at)
    settled, said = settle(
        dossier,
        at=at,
        outcome=Outcome(decided.outcome),
        result_number=decided.result_number,
    )
    line = entry(
        EntryKind.FINISHED,
        at=at,
        by=by_officer(decided.officer, role=None, agency=decided.agency),
        data={
            "outcome": said.outcome,
            "result_number": decided.result_number,
            "timeliness": said.timeliness,
        },
    )
    dossiers.save(Changed(dossier=settled, timeline=(line,)))
    events.add(said)
    return settled
