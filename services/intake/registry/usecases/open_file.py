"""Somebody opens a dossier; readings by staff are recorded."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from kernel.visibility import Part
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import owns, readership, visible
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Access, AccessLog, DossierFile, DossierFiles

_PARTS = {
    "dossier": Part.STATE,
    "timeline": Part.TIMELINE,
    "deadline": Part.CLOCK,
    "accesses": Part.ACCESSES,
}
"""What is opened and the part that must be seen for it; whatever else is opened is a document."""


def open_file(
    code: str,
    what: str,
    *,
    actor: Actor,
    clock: Clock,
    files: DossierFiles,
    access_log: AccessLog,
) -> DossierFile:
    """Return the dossier; `what` says which part is opened (`dossier`, `receipt` …).

    Raises `DossierNotFoundError` for unknown and foreign dossiers alike, `ForbiddenError` for a
    part that is not for them.
    """
    found = files.get(code, readership(actor))
    if found is None:
        raise DossierNotFoundError
    if _PARTS.get(what, Part.DOCUMENTS) not in visible(actor, found.dossier):
        raise ForbiddenError
    if not owns(actor, found.dossier):
        at = in_vietnam(clock())
        access_log.add(code, Access(at=at, by=by_actor(actor), what=what))
    return found
