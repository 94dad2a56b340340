"""A signed apology names a new date: the term is extended, once in a dossier's life.

Decree 61/2018 art. 19(9). The extension is kept as working days behind what the term comes to, so
that a calendar, a pause or a corrected reception moves the named date with the term it belongs
to; a term that begins anew after papers were asked for leaves it behind.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.events.lateness import DossierExtended
from kernel.deadline import Interruption, InterruptionKind
from kernel.schedule import Schedule, in_vietnam
from kernel.status import Status
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.due_date import DueDate, dated
from services.intake.registry.domain.limits import RUNNING

_MOVABLE = RUNNING | {Status.SUPPLEMENT_REQUESTED}


def is_extended(dossier: Dossier) -> bool:
    """Tell whether an apology was ever signed for the dossier."""
    return any(each.kind is InterruptionKind.EXTENSION for each in dossier.interruptions)


def can_be_extended(dossier: Dossier) -> bool:
    """Tell whether an apology still changes anything: accepted, no result yet, none before."""
    return dossier.was_accepted and dossier.status in _MOVABLE and not is_extended(dossier)


def extension_to(
    new_due_at: datetime, *, at: datetime, due_at: datetime, schedule: Schedule
) -> Interruption:
    """Return the extension signed at `at` that leads from a due date to the day that was named."""
    first, last = in_vietnam(due_at).date(), in_vietnam(new_due_at).date()
    days = max(1, schedule.working_days(first, last))
    return Interruption(kind=InterruptionKind.EXTENSION, at=at, days=days)


def noted(dossier: Dossier, interruptions: tuple[Interruption, ...]) -> Dossier:
    """Return a dossier whose clock stands: it is extended and has no date to be moved."""
    return replace(dossier, version=dossier.version + 1, interruptions=interruptions)


def extend(
    dossier: Dossier,
    *,
    at: datetime,
    due: DueDate,
    interruptions: tuple[Interruption, ...],
    cause: str,
    officer: str,
) -> tuple[Dossier, DossierExtended]:
    """Return the dossier with the date that was named; its status stays."""
    running = replace(
        dossier,
        version=dossier.version + 1,
        interruptions=interruptions,
        **{**dated(due), "sub_status": dossier.sub_status},
    )
    return running, DossierExtended(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        cause=cause,
        old_due_at=dossier.due_at or due.due_at,
        due_at=due.due_at,
        due_provisional=due.provisional,
        extended_at=at,
        officer=officer,
    )
