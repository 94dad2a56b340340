"""The card of a procedure is read: of the version in force, or of what was announced."""

from __future__ import annotations

from datetime import date

from services.intake.catalogue.domain.errors import ProcedureNotFoundError
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.ports import AnnouncedToRead, AnnouncedVersion, Procedures


def read_card(
    code: str, *, on: date, procedures: Procedures, announced: AnnouncedToRead
) -> ProcedureVersion | AnnouncedVersion:
    """Return the version in force on that day, else the announced procedure.

    Raises `ProcedureNotFoundError` where there is neither.
    """
    found = procedures.in_force(code, on) or announced.get(code, on)
    if found is None:
        raise ProcedureNotFoundError
    return found
