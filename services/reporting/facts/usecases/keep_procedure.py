"""A version of a procedure was published."""

from __future__ import annotations

from contracts.events.intake import ProcedurePublished
from services.reporting.facts.domain.reference import ProcedureCopy
from services.reporting.facts.ports import References


def keep_procedure(event: ProcedurePublished, sequence: int, *, references: References) -> None:
    """Keep name and field."""
    copy = ProcedureCopy(
        code=event.procedure,
        name=event.name,
        field_code=event.field_code,
        field_name=event.field_name,
    )
    references.put_procedure(copy, sequence)
