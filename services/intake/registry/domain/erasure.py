"""At the end of its time what identifies people in a closed dossier is erased.

Code, status, dates, agencies, the number in the register and the trail stay, so no figure changes.
The time runs in whole years after the year in which the dossier closed; how many is a setting of
the province, by archive law.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from contracts.events.course import DossierErased
from kernel.schedule import in_vietnam
from kernel.status import Status
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import (
    DossierErasedError,
    DossierOpenError,
    DossierStillKeptError,
)


def require_not_erased(dossier: Dossier) -> None:
    """Raise `DossierErasedError` where there is nothing left to be printed."""
    if dossier.erased_at is not None:
        raise DossierErasedError


def erasable_from(dossier: Dossier, *, years: int) -> date:
    """Return the first day on which it may be erased; raises `DossierOpenError`."""
    closed = _closed_at(dossier)
    if closed is None:
        raise DossierOpenError(extra={"status": int(dossier.status)})
    return date(in_vietnam(closed).year + years + 1, 1, 1)


def erase(
    dossier: Dossier, *, at: datetime, years: int, decision: str, officer: str
) -> tuple[Dossier, DossierErased]:
    """Take out of the state of a dossier what identifies people; it was kept for `years`.

    Raises `DossierOpenError`, `DossierStillKeptError`.
    """
    first = erasable_from(dossier, years=years)
    if in_vietnam(at).date() < first:
        raise DossierStillKeptError(extra={"erasable_from": first.isoformat()})
    erased = replace(
        dossier,
        version=dossier.version + 1,
        owner=None,
        parties=(),
        refusal_reason=None,
        erased_at=at,
    )
    return erased, DossierErased(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        erased_at=at,
        decision=decision,
        officer=officer,
    )


def _closed_at(dossier: Dossier) -> datetime | None:
    closings = {
        Status.NOT_ACCEPTED: dossier.refused_at,
        Status.WITHDRAWN: dossier.withdrawn_at,
        # A dossier is stopped when the time for its papers is over.
        Status.STOPPED: dossier.supplement_by,
        Status.HANDED_OVER: dossier.handed_over_at,
    }
    return closings.get(dossier.status)
