"""Which commune a matter lies in, by which the agencies of its process are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.intake.catalogue.domain.form import FieldType, FormField
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.registry.domain.filing import Filing


def area_of(filing: Filing, procedure: Procedure) -> str | None:
    """Return the official code of the commune, or None where the filing names none."""
    return area_named(filing, procedure)[0]


def area_named(filing: Filing, procedure: Procedure) -> tuple[str | None, str]:
    """Return that code, and as a JSON pointer where the filing names it.

    The form's first commune says it (the land's, the premises', the residence); without one the
    applicant's own does.
    """
    found = _first_commune(procedure.form.fields, filing.form, "/form")
    if found is not None:
        return found
    commune = filing.applicant.address.commune
    return commune, "/applicant/address/commune" if commune else "/receiving_agency"


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
