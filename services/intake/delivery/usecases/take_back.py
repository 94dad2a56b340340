"""A result is taken back into work: state, reason, ledger, timeline and event together."""

from __future__ import annotations

from services.intake.delivery.domain.on_its_way import require_not_on_its_way
from services.intake.delivery.ports import Corrections, SettledDossiers
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.reopening import Correction, date_stays_entry, reopen
from services.intake.registry.domain.timeline import EntryKind, entry
from services.intake.registry.ports import Changed, Events


def take_back(
    dossier: Dossier,
    correction: Correction,
    *,
    dossiers: SettledDossiers,
    corrections: Corrections,
    events: Events,
) -> Dossier:
    """Reopen a locked dossier for the reason given.

    Raises `IllegalTransitionError`, and `ResultOnItsWayError` while the post has the result.
    """
    require_not_on_its_way(dossier)
    # Who objects to a draft is no officer, and is not named on the bus.
    officer = correction.by["subject"] if correction.by["agency"] else ""
    working, said = reopen(dossier, at=correction.at, cause=correction.cause, officer=officer)
    line = entry(
        EntryKind.REOPENED,
        at=correction.at,
        by=correction.by,
        data={"cause": correction.cause.value},
    )
    ledger = date_stays_entry(dossier, at=correction.at, by=correction.by)
    dossiers.save(Changed(dossier=working, timeline=(line,), ledger=(ledger,)))
    dossiers.catch_up(dossier.code)
    corrections.add(dossier.code, correction)
    events.add(said)
    return working
