"""The procedure that holds on a day is looked up."""

from __future__ import annotations

from datetime import date

from services.intake.catalogue.domain.errors import ProcedureNotFoundError
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.ports import Procedures


def find_procedure(code: str, *, on: date, procedures: Procedures) -> ProcedureVersion:
    """Return the version in force on that day; raise `ProcedureNotFoundError` without one."""
    version = procedures.in_force(code, on)
    if version is None:
        raise ProcedureNotFoundError
    return version
