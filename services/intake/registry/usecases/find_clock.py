"""The legal clock of a dossier, by the version of the procedure it was filed under."""

from __future__ import annotations

from datetime import date

from kernel.errors import UnavailableError
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.registry.domain.basis import LegalClock, legal_clock
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.ports import Reference


def find_clock(dossier: Dossier, *, on: date, reference: Reference) -> LegalClock:
    """Return the clock of the dossier by the calendar in force now.

    Raises `UnavailableError` when its reference data are not at hand.
    """
    version, agency = find_grounds(dossier, on=on, reference=reference)
    return legal_clock(
        version.procedure,
        channel=dossier.channel,
        case=dossier.case,
        schedule=reference.schedule(agency),
        place=agency.code,
    )


def find_grounds(
    dossier: Dossier, *, on: date, reference: Reference
) -> tuple[ProcedureVersion, Agency]:
    """Return the procedure's version and the receiving agency; raises `UnavailableError`."""
    version = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    # One that ended keeps the clock of what no rule has moved from it yet.
    code = dossier.receiving_agency
    agency = reference.agency(code, on) or reference.ever(code)
    if version is None or agency is None:
        raise UnavailableError
    return version, agency
