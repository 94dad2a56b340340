"""Somebody looks at the draft of a result."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import UnavailableError
from kernel.rights import Actor
from services.intake.delivery.domain.draft_view import DraftView, draft_lines
from services.intake.registry.domain.errors import NoDraftResultError
from services.intake.registry.ports import AccessLog, DossierFiles, Reference
from services.intake.registry.usecases.open_file import open_file


def read_draft(
    code: str,
    *,
    actor: Actor,
    clock: Clock,
    files: DossierFiles,
    access_log: AccessLog,
    reference: Reference,
) -> DraftView:
    """Return what will be issued, as the dossier has it now.

    Raises what `open_file` raises, and `NoDraftResultError` where no draft was offered.
    """
    found = open_file(
        code, "draft-result", actor=actor, clock=clock, files=files, access_log=access_log
    )
    dossier = found.dossier
    if dossier.draft_offered_at is None:
        raise NoDraftResultError
    version = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    if version is None or version.procedure.confirm_draft is None:
        raise UnavailableError
    procedure = version.procedure
    lines = draft_lines(version.procedure.confirm_draft, procedure.form, found.content.form)
    return DraftView(dossier=dossier, procedure=procedure, lines=lines)
