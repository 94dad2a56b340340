"""A reorganisation with faults goes no further."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.catalogue.domain.agency import Agency
from services.intake.reorganisation.domain.check import check
from services.intake.reorganisation.domain.errors import ReorganisationFaultyError
from services.intake.reorganisation.domain.reorganisation import Reorganisation
from services.intake.reorganisation.ports import Reorganisations


def require_sound(
    reorganisation: Reorganisation,
    known: Mapping[str, Agency],
    reorganisations: Reorganisations,
) -> None:
    """Raise `ReorganisationFaultyError` with every fault."""
    faults = check(reorganisation, known, reorganisations.get(reorganisation.id))
    if faults:
        listed = [{"pointer": one.pointer, **one.text.to_document()} for one in faults]
        raise ReorganisationFaultyError(extra={"faults": listed})
