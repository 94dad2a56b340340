"""An accepted dossier becomes a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.errors import InvalidInputError
from kernel.text import Text
from services.routing.process.domain.process import Process
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, Leg
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change, start_ready_legs


class LegAgencyMissingError(InvalidInputError):
    """A leg of the process was given no agency."""

    slug = "leg-agency-missing"
    title = Text(
        vi="Có công đoạn chưa xác định được cơ quan.", en="A leg of the process has no agency."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedDossier:
    """What routing needs of an accepted dossier; `agencies` maps each leg to its agency's code."""

    code: str
    procedure: str
    procedure_version: int
    receiving_agency: str
    agencies: Mapping[str, str]
    due_at: datetime | None


def open_case(
    dossier: AcceptedDossier, process: Process, *, case_id: UUID, occasion: Occasion
) -> Change:
    """Return the case with its first legs started; raises `LegAgencyMissingError`."""
    missing = [leg.id for leg in process.legs if leg.id not in dossier.agencies]
    if missing:
        raise LegAgencyMissingError(extra={"legs": missing})
    case = Case(
        id=case_id,
        dossier=dossier.code,
        procedure=dossier.procedure,
        procedure_version=dossier.procedure_version,
        process=process,
        receiving_agency=dossier.receiving_agency,
        opened_at=occasion.at,
        due_at=dossier.due_at,
        legs=tuple(Leg(id=leg.id, agency=dossier.agencies[leg.id]) for leg in process.legs),
    )
    case, events = start_ready_legs(case, occasion)
    return case, (saying.case_opened(case), *events)
