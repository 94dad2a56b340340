"""Somebody who has to do with a dossier reads who did what, by which version of the process."""

from __future__ import annotations

from kernel.rights import Actor
from services.routing.work.domain.errors import CaseUnknownError
from services.routing.work.domain.record import ProcessRecord, record_of
from services.routing.work.domain.scope import sight_of
from services.routing.work.ports import SeenCases


def show_record(dossier: str, *, actor: Actor, cases: SeenCases) -> ProcessRecord:
    """Return the record of a dossier's case; raises `CaseUnknownError`, also for a foreign one."""
    found = cases.seen(dossier, sight_of(actor))
    if found is None:
        raise CaseUnknownError
    return record_of(found, cases.events(found.id))
