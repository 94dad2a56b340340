"""A dossier was accepted: its case begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from contracts.events.intake import DossierAccepted
from contracts.events.reception import DossierCorrected
from kernel.clock import Clock
from kernel.working_time import Schedule
from services.routing.process.domain.errors import (
    Reference,
    ReferenceKind,
    ReferenceMissingError,
)
from services.routing.process.domain.process import Process
from services.routing.process.ports import Procedures, Schedules
from services.routing.work.domain import opening
from services.routing.work.domain.case import Case
from services.routing.work.domain.occasion import Occasion
from services.routing.work.ports import Cases, Events


def open_case(
    accepted: DossierAccepted,
    *,
    cases: Cases,
    procedures: Procedures,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Case | None:
    """Open the case and start its first legs; None when the dossier has one already.

    The clocks of legs and steps run from the moment officers can see their tasks. Raises
    `ReferenceMissingError` with everything that has not arrived, and what opening a case raises.
    """
    if cases.known(accepted.code):
        return None
    process, found = references_of(accepted, procedures, schedules)
    # Clocks of two hosts may differ a little: nothing begins before it was accepted.
    at = max(clock(), accepted.accepted_at)
    case, said = opening.open_case(
        dossier_of(accepted),
        process,
        case_id=new_id(),
        occasion=Occasion(at=at, schedules=found, new_id=new_id),
    )
    cases.add(case)
    for event in said:
        events.add(event)
    return case


def dossier_of(accepted: DossierAccepted | DossierCorrected) -> opening.AcceptedDossier:
    """Return what a case needs of its dossier."""
    return opening.AcceptedDossier(
        code=accepted.code,
        procedure=accepted.procedure,
        procedure_version=accepted.procedure_version,
        receiving_agency=accepted.receiving_agency,
        competent_agency=accepted.competent_agency,
        agencies={leg.leg: leg.agency for leg in accepted.legs},
        due_at=accepted.due_at,
        conditions={judged.name: judged.holds for judged in accepted.conditions},
    )


def references_of(
    accepted: DossierAccepted | DossierCorrected, procedures: Procedures, schedules: Schedules
) -> tuple[Process, Mapping[str, Schedule]]:
    """Return process and office clocks; `ReferenceMissingError` with all that is missing."""
    missing: frozenset[Reference] = frozenset()
    found: dict[str, Schedule] = {}
    for agency in {leg.agency for leg in accepted.legs}:
        try:
            found[agency] = schedules.of(agency)
        except ReferenceMissingError as error:
            missing |= error.references
    version = procedures.find(accepted.procedure, accepted.procedure_version)
    if version is not None and not missing:
        return version.process, found
    if version is None:
        missing |= {_procedure_of(accepted)}
    raise ReferenceMissingError(missing)


def _procedure_of(accepted: DossierAccepted | DossierCorrected) -> Reference:
    return Reference(
        kind=ReferenceKind.PROCEDURE,
        key=accepted.procedure,
        version=accepted.procedure_version,
    )
