"""A published version of a procedure is given back as the document it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.intake.catalogue.domain.errors import ProcedureNotFoundError
from services.intake.catalogue.ports import Procedures


def export_procedure(
    code: str, version: int | None, *, on: date, procedures: Procedures
) -> Mapping[str, Any]:
    """Return the document of that version, or of the one in force `on` the day.

    Raises `ProcedureNotFoundError` where there is none.
    """
    found = procedures.in_force(code, on) if version is None else procedures.get(code, version)
    document = None if found is None else procedures.document(code, found.version)
    if document is None:
        raise ProcedureNotFoundError
    return document
