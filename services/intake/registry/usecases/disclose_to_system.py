"""Routing hands an enquiry to a specialised system: it is told what the procedure names."""

from __future__ import annotations

from typing import Any

from kernel.clock import Clock
from kernel.rights import Role
from kernel.schedule import in_vietnam
from services.intake.registry.domain.disclosure import (
    Enquirer,
    NothingToDiscloseError,
    disclosed,
    sent_fields,
)
from services.intake.registry.ports import Access, AccessLog, Dossiers, Reference
from services.intake.registry.ports.contents import Contents

ENQUIRY = "enquiry"
"""What the access log says was opened."""


def disclose_to_system(
    code: str,
    asking: Enquirer,
    *,
    clock: Clock,
    reference: Reference,
    dossiers: Dossiers,
    contents: Contents,
    access_log: AccessLog,
) -> dict[str, Any]:
    """Return the fields of the form that the system gets, and record that it did.

    The dossier is locked meanwhile, so that none is told of one that is being erased. Raises
    `NothingToDiscloseError` also for unknown dossiers.
    """
    dossier = dossiers.lock(code)
    if dossier is None:
        raise NothingToDiscloseError
    version = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    if version is None:
        raise NothingToDiscloseError
    paths = sent_fields(version.procedure.process, dossier, asking)
    agency = next((leg.agency for leg in dossier.legs if leg.leg == asking.leg), None)
    by = {
        "name": asking.system,
        "role": Role.PARTNER.value,
        "agency": agency,
        "subject": asking.system,
    }
    access_log.add(code, Access(at=in_vietnam(clock()), by=by, what=ENQUIRY))
    return disclosed(contents.get(code).form, paths)
