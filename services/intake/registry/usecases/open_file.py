"""Somebody opens a dossier; readings by staff are recorded."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import owns, readership
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Access, AccessLog, DossierFile, DossierFiles


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

    Raises `DossierNotFoundError` for unknown and foreign dossiers alike.
    """
    found = files.get(code, readership(actor))
    if found is None:
        raise DossierNotFoundError
    if not owns(actor, found.dossier):
        at = in_vietnam(clock())
        access_log.add(code, Access(at=at, by=by_actor(actor), what=what))
    return found
