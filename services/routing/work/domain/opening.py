"""An accepted dossier becomes a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.errors import InvalidInputError
from kernel.text import Text
from services.routing.process.domain.facts import Facts, conditions_of_intake
from services.routing.process.domain.process import Process
from services.routing.work.domain import saying
from services.routing.work.domain.case import Case, Leg
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change, all_done, start_ready_legs


class LegAgencyMissingError(InvalidInputError):
    """A leg of the process was given no agency."""

    slug = "leg-agency-missing"
    title = Text(
        vi="Có công đoạn chưa xác định được cơ quan.", en="A leg of the process has no agency."
    )


class ConditionMissingError(InvalidInputError):
    """Intake did not say what a condition of the process comes to."""

    slug = "condition-missing"
    title = Text(
        vi="Có điều kiện của quy trình chưa được đánh giá.",
        en="A condition of the process was not judged.",
    )


class NothingChosenError(InvalidInputError):
    """No leg of the process is chosen by the dossier's facts."""

    slug = "nothing-chosen"
    title = Text(
        vi="Không có công đoạn nào áp dụng cho hồ sơ này.", en="No leg applies to this dossier."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedDossier:
    """What routing needs of an accepted dossier.

    `agencies` maps each leg to its agency's code; `conditions` the comparisons that intake judged
    to what they came to.
    """

    code: str
    procedure: str
    procedure_version: int
    receiving_agency: str
    competent_agency: str
    agencies: Mapping[str, str]
    due_at: datetime | None
    conditions: Mapping[str, bool] = field(default_factory=dict)
    case_number: int = 1


def open_case(
    dossier: AcceptedDossier, process: Process, *, case_id: UUID, occasion: Occasion
) -> Change:
    """Return the case with its first legs started.

    Raises `LegAgencyMissingError`, `ConditionMissingError`, `NothingChosenError`.
    """
    _require_known(dossier, process)
    case = Case(
        id=case_id,
        dossier=dossier.code,
        number=dossier.case_number,
        procedure=dossier.procedure,
        procedure_version=dossier.procedure_version,
        process=process,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        opened_at=occasion.at,
        due_at=dossier.due_at,
        facts=Facts(conditions=dossier.conditions),
        legs=tuple(Leg(id=leg.id, agency=dossier.agencies[leg.id]) for leg in process.legs),
    )
    case, events = start_ready_legs(case, occasion)
    if all_done(case):
        raise NothingChosenError
    return case, (saying.case_opened(case), *events)


def _require_known(dossier: AcceptedDossier, process: Process) -> None:
    missing = [leg.id for leg in process.legs if leg.id not in dossier.agencies]
    if missing:
        raise LegAgencyMissingError(extra={"legs": missing})
    unknown = sorted(conditions_of_intake(process.conditions()) - dossier.conditions.keys())
    if unknown:
        raise ConditionMissingError(extra={"conditions": unknown})
