"""A procedure is announced, or announced again with changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from contracts.events.intake import ProcedurePublished
from services.intake.catalogue.domain.errors import CatalogueFaultyError
from services.intake.catalogue.domain.procedure import Procedure, ProcedureVersion
from services.intake.catalogue.domain.procedure_check import check_procedure
from services.intake.catalogue.ports import Events, Procedures


def publish_procedure(
    procedure: Procedure, document: Mapping[str, Any], *, procedures: Procedures, events: Events
) -> ProcedureVersion | None:
    """Publish `procedure`, read from the checked `document`, as its next version.

    Returns None, and says nothing, when the newest version has the same content. Raises
    `CatalogueFaultyError` when the procedure fails its checks.
    """
    faults = check_procedure(procedure)
    if faults:
        listed = [{"pointer": item.pointer, **item.text.to_document()} for item in faults]
        raise CatalogueFaultyError(extra={"faults": listed})
    newest, digest = procedures.newest(procedure.code), digest_of(document)
    if newest is not None and newest.digest == digest:
        return None
    version = ProcedureVersion(
        version=1 if newest is None else newest.version + 1, digest=digest, procedure=procedure
    )
    procedures.add(version, document)
    events.add(_published(version))
    return version


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of a checked document, whatever the order of its members."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _published(version: ProcedureVersion) -> ProcedurePublished:
    procedure = version.procedure
    return ProcedurePublished(
        procedure=procedure.code,
        version=version.version,
        name=procedure.card.name.vi,
        field_code=procedure.field.code,
        field_name=procedure.field.name,
        tier=procedure.tier,
        legal_level=procedure.legal_level,
        delivery_mode=procedure.delivery_mode,
        process=dict(procedure.process_document),
        valid_from=procedure.valid_from,
        valid_to=procedure.valid_to,
        confidential=procedure.confidential,
    )
