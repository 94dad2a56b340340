"""Another service asks where the case of a dossier stands."""

from __future__ import annotations

from services.routing.work.domain.errors import CaseUnknownError
from services.routing.work.domain.reading import CaseView
from services.routing.work.ports import Tasks


def find_case(dossier: str, *, tasks: Tasks) -> CaseView:
    """Return the case of a dossier; raises `CaseUnknownError`."""
    found = tasks.case(dossier)
    if found is None:
        raise CaseUnknownError
    return found
