"""Routing opened the case of an accepted dossier: the processing begins."""

from __future__ import annotations

from contracts.events.routing import CaseOpened
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import start_work
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.past_case import is_past
from services.intake.registry.domain.timeline import EntryKind, by_officer, entry
from services.intake.registry.ports import Changed, Dossiers, Events


def begin_processing(opened: CaseOpened, *, dossiers: Dossiers, events: Events) -> None:
    """Move the dossier from 2 to 4; the case after a corrected reception begins inside 4.

    What is said of a case it no longer has changes nothing.

    Raises `DossierNotFoundError`, `IllegalTransitionError`.
    """
    dossier = dossiers.lock(opened.dossier)
    if dossier is None:
        raise DossierNotFoundError
    if is_past(dossier, opened.case_number):
        return
    at = in_vietnam(opened.opened_at)
    begun, said = start_work(dossier, at=at)
    line = entry(
        EntryKind.PROCESSING,
        at=at,
        by=by_officer(None, role=None, agency=dossier.competent_agency),
        data={"case": opened.case},
    )
    dossiers.save(Changed(dossier=begun, timeline=(line,)))
    events.add(said)
