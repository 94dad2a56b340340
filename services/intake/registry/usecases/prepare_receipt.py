"""The receipt (Form 01) of an accepted dossier is made ready for print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kernel.errors import UnavailableError
from kernel.schedule import in_vietnam
from services.intake.registry.domain.errors import NoReceiptError
from services.intake.registry.domain.receipt import ReceiptSources, receipt_data
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry
from services.intake.registry.ports import DossierFile, DossierFiles, Reference

_RECEIVED = (EntryKind.ACCEPTED, EntryKind.SETTLED_ON_THE_SPOT)
_COMMITTEE = "Ủy ban nhân dân "


def prepare_receipt(
    found: DossierFile, *, tracking_url: str, reference: Reference, files: DossierFiles
) -> dict[str, Any]:
    """Return the data of the form.

    Raises `NoReceiptError` before acceptance.
    """
    dossier = found.dossier
    if dossier.accepted_at is None:
        raise NoReceiptError
    on = in_vietnam(dossier.accepted_at).date()
    version = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    agency = reference.agency(dossier.receiving_agency, on)
    if version is None or agency is None:
        raise UnavailableError
    parent = reference.agency(agency.parent, on) if agency.parent else None
    return receipt_data(
        ReceiptSources(
            dossier=dossier,
            content=found.content,
            procedure=version.procedure,
            agency=agency,
            parent=parent.name if parent else None,
            communes=_communes(reference, on),
            receiver=_receiver(files.timeline(dossier.code)),
            tracking_url=tracking_url,
        )
    )


def _communes(reference: Reference, on: date) -> Mapping[str, str]:
    """Name the communes by their committees: `Ủy ban nhân dân phường X` serves phường X."""
    return {
        agency.commune: agency.name.removeprefix(_COMMITTEE)
        for agency in reference.agencies(on)
        if agency.commune and agency.name.startswith(_COMMITTEE)
    }


def _receiver(timeline: Sequence[TimelineEntry]) -> str | None:
    line = next((entry for entry in timeline if entry.kind in _RECEIVED), None)
    by = line.by if line else None
    return by.get("name") if by else None
