"""An open dossier goes from an agency that ended to its successor: its code and dates stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events.agency import DossierMoved
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.resolution import ResolvedLeg
from services.intake.catalogue.domain.succession import Matter
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry

_MOVED = Text(
    vi="Cơ quan đã được sắp xếp lại; hồ sơ được chuyển cho cơ quan kế thừa.",
    en="The agency was reorganised; its successor has the dossier.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What of an open dossier decides where it goes, and what of it changes when it does.

    Nothing of a person: a move opens no seal.
    """

    code: str
    version: int
    procedure: str
    procedure_version: int
    area: str | None
    receiving_agency: str
    competent_agency: str
    legs: tuple[ResolvedLeg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From which agency to which, by which reorganisation and when."""

    reorganisation: str
    old: str
    new: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A dossier as its successor has it, the event that says so, and the timeline's line."""

    dossier: Held
    event: DossierMoved
    line: TimelineEntry


def matter_of(dossier: Held, agency: Agency, procedure: Procedure) -> Matter:
    """Return what decides where a dossier of the agency goes.

    Where it names no commune, that of the agency stands in, as at reception.
    """
    return Matter(
        procedure=dossier.procedure,
        field=procedure.field.code,
        commune=dossier.area or agency.commune,
    )


def move(dossier: Held, by: Move) -> Moved:
    """Return the dossier with the successor in every place of the old agency, and what is said."""
    moved = replace(
        dossier,
        version=dossier.version + 1,
        receiving_agency=_in_place(dossier.receiving_agency, by),
        competent_agency=_in_place(dossier.competent_agency, by),
        legs=tuple(
            ResolvedLeg(leg=leg.leg, agency=_in_place(leg.agency, by)) for leg in dossier.legs
        ),
    )
    event = DossierMoved(
        code=dossier.code,
        procedure=dossier.procedure,
        reorganisation=by.reorganisation,
        from_agency=by.old,
        to_agency=by.new,
        receiving_agency=moved.receiving_agency,
        competent_agency=moved.competent_agency,
        moved_at=by.at,
    )
    line = TimelineEntry(
        at=by.at,
        kind=EntryKind.MOVED,
        by=None,
        text=_MOVED,
        data={"from": by.old, "to": by.new, "reorganisation": by.reorganisation},
    )
    return Moved(dossier=moved, event=event, line=line)


def _in_place(agency: str, by: Move) -> str:
    return by.new if agency == by.old else agency
