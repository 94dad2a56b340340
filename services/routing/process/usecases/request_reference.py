"""A case waits for a copy: ask its owner, with no transaction open."""

from __future__ import annotations

from contracts.events.intake import ProcedurePublished
from services.routing.process.domain.errors import Reference, ReferenceKind
from services.routing.process.ports import Catalogue


def request_reference(reference: Reference, *, catalogue: Catalogue) -> ProcedurePublished | None:
    """Return the version of a procedure, to be copied; for the rest ask for its events again.

    Raises `UnavailableError` when the owner cannot be reached.
    """
    if reference.kind is ReferenceKind.PROCEDURE:
        return catalogue.procedure(reference.key, reference.version or 0)
    catalogue.say_again(f"{reference.kind.value}/{reference.key}")
    return None
