"""Which commune a matter lies in, by which the agencies of its process are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.intake.catalogue.domain.form import FieldType, FormField
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.registry.domain.filing import Filing


def area_pointer(filing: Filing, procedure: Procedure) -> str:
    """Return where the filing names that commune, as a JSON pointer."""
    named = _first_commune(procedure.form.fields, filing.form, "/form")
    if named is not None:
        return named[1]
    return (
        "/applicant/address/commune" if filing.applicant.address.commune else "/receiving_agency"
    )


def area_of(filing: Filing, procedure: Procedure) -> str | None:
    """Return the official code of the commune, or None where the filing names none.

    The form's first commune says it (the land's, the premises', the residence); without one the
    applicant's own does.
    """
    found = _first_commune(procedure.form.fields, filing.form, "/form")
    return found[0] if found else filing.applicant.address.commune


def _first_commune(
    fields: tuple[FormField, ...], values: Mapping[str, Any], prefix: str
) -> tuple[str, str] | None:
    for item in fields:
        value, pointer = values.get(item.id), f"{prefix}/{item.id}"
        if item.type is FieldType.COMMUNE and isinstance(value, str):
            return value, pointer
        if item.type is FieldType.GROUP and isinstance(value, Mapping):
            found = _first_commune(item.fields, value, pointer)
            if found:
                return found
    return None
