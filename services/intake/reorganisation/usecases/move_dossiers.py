"""The open dossiers of an agency that ended move to its successors, a chunk a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import UnavailableError
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.succession import Successor, heir
from services.intake.registry.domain.morning import next_look
from services.intake.registry.ports import Reference
from services.intake.registry.ports.mornings import Mornings
from services.intake.reorganisation.domain.moving import Held, Move, matter_of, move
from services.intake.reorganisation.ports import HeldDossiers, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What became of one chunk; `after` is where the next begins, None at the end of the walk."""

    moved: int
    without_rule: int
    after: Place | None


def move_dossiers(
    agency: Agency,
    reorganisation: str,
    after: Place | None,
    *,
    now: datetime,
    size: int,
    dossiers: HeldDossiers,
    mornings: Mornings,
    reference: Reference,
) -> Chunk:
    """Move the next `size` dossiers that stand under the agency.

    One that moved is found there no more, so a chunk cut off is simply done again. What waits at
    the desk moves along, and is told at the successor's in the morning. Raises
    `UnavailableError` while reference data are missing.
    """
    found, end = dossiers.page(agency.code, after, size, lock=True)
    moved = []
    for dossier in found:
        new = successor_of(dossier, agency, agency.successors, reference)
        if new is not None:
            by = Move(reorganisation=reorganisation, old=agency.code, new=new, at=now)
            moved.append(move(dossier, by))
    dossiers.move(agency.code, moved)
    for desk in sorted({one.event.to_agency for one in moved}):
        mornings.look(desk, next_look(now))
    return Chunk(moved=len(moved), without_rule=len(found) - len(moved), after=end)


def successor_of(
    dossier: Held, agency: Agency, successors: Sequence[Successor], reference: Reference
) -> str | None:
    """Return who takes a dossier of the agency; None where no rule does."""
    version = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    if version is None:
        raise UnavailableError
    return heir(successors, matter_of(dossier, agency, version.procedure))
