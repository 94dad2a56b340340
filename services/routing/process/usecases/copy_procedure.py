"""A version of a procedure was published: keep its process."""

from __future__ import annotations

from contracts.events.intake import ProcedurePublished
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.process.domain.process_document import process_from_document
from services.routing.process.ports import Procedures


def copy_procedure(published: ProcedurePublished, *, procedures: Procedures) -> None:
    """Keep the process of a published version; raises `ProcessFaultyError`."""
    process = process_from_document(published.process)
    require_sound(process)
    procedures.add(
        ProcedureVersion(
            code=published.procedure,
            version=published.version,
            name=published.name,
            process=process,
            document=published.process,
            confidential=published.confidential,
            field=published.field_code,
        )
    )
