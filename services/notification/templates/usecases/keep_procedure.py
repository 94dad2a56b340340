"""A version of a procedure was published: letters name the procedure so from now on."""

from __future__ import annotations

from contracts.events.intake import ProcedurePublished
from services.notification.templates.ports import Names


def keep_procedure(event: ProcedurePublished, *, names: Names) -> None:
    """Keep the name of the procedure."""
    names.put_procedure(event.procedure, event.name)
