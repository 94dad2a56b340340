"""The whole catalogue is checked before any of it is published."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.catalogue.domain.catalogue_check import check_agencies, check_agency_rules
from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.catalogue.domain.procedure_check import check_procedure
from services.intake.catalogue.domain.wording_check import check_wording
from services.intake.catalogue.ports import CataloguePackage

AGENCIES = "agencies"
WORDING = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultIn:
    """A fault and the document it is in: `agencies`, `search`, or the code of a procedure."""

    document: str
    fault: Fault


def listed(item: FaultIn) -> dict[str, str]:
    """Return a fault as problems list it."""
    return {
        "document": item.document,
        "pointer": item.fault.pointer,
        **item.fault.text.to_document(),
    }


def lint_catalogue(package: CataloguePackage) -> list[FaultIn]:
    """Return every fault in the documents and between them; empty when all may be published."""
    calendars = {calendar.id for calendar in package.calendars}
    found = [
        FaultIn(document=AGENCIES, fault=item)
        for item in check_agencies(package.agencies, calendars=calendars)
    ]
    if package.wording is not None:
        faults_of_wording = check_wording(package.wording)
        found.extend(FaultIn(document=WORDING, fault=item) for item in faults_of_wording)
    seen: set[str] = set()
    for procedure, _document in package.procedures:
        faults = check_procedure(procedure)
        faults.extend(check_agency_rules(procedure, package.agencies))
        if procedure.code in seen:
            faults.append(
                fault("/code", "Hai tệp có cùng mã thủ tục.", "Two files have this code.")
            )
        seen.add(procedure.code)
        found.extend(FaultIn(document=procedure.code, fault=item) for item in faults)
    return found
