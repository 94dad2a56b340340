"""Lists of dossiers: one's own, an agency's, a supervisor's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kernel.rights import Actor
from services.intake.registry.domain.readership import Readership, readership
from services.intake.registry.ports import DossierFiles, DossierLine, DossierQuery, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """A page, newest first; `after` is where the next one begins, None on the last."""

    lines: tuple[DossierLine, ...]
    after: Position | None


def list_dossiers(query: DossierQuery, *, actor: Actor, files: DossierFiles) -> DossierPage:
    """Return a page of the dossiers the actor may read."""
    return page_of(query, readership(actor), files)


def page_of(query: DossierQuery, reader: Readership, files: DossierFiles) -> DossierPage:
    """Return a page of the dossiers a readership finds."""
    found = files.page(replace(query, limit=query.limit + 1), reader)
    lines = tuple(found[: query.limit])
    if len(found) <= len(lines):
        return DossierPage(lines=lines, after=None)
    last = lines[-1].dossier
    return DossierPage(lines=lines, after=Position(filed_at=last.filed_at, code=last.code))
