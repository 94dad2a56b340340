"""Earlier versions of a dossier as they stand in JSON, each as its reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel.visibility import Part
from services.intake.registry.api.documents import by_document, stamp
from services.intake.registry.domain.content import FiledPaper
from services.intake.registry.domain.content_version import ContentVersion
from services.intake.registry.domain.masking import shown_delivery, shown_person


def versions_document(versions: Sequence[ContentVersion], seen: frozenset[Part]) -> dict[str, Any]:
    """Return the versions with what the reader does not see masked or left empty."""
    return {
        "items": [_version(version, seen) for version in versions],
        "hidden": sorted(part.value for part in frozenset(Part) - seen),
    }


def _version(version: ContentVersion, seen: frozenset[Part]) -> dict[str, Any]:
    content, was = version.content, version.received_as
    behalf = content.on_behalf_of
    return {
        "number": version.number,
        "replaced_at": stamp(version.replaced_at),
        "by": by_document(version.by),
        "cause": version.cause,
        "reason": version.reason if Part.RESULT in seen else None,
        "procedure": was and was.procedure,
        "procedure_version": was and was.procedure_version,
        "competent_agency": was and was.competent_agency,
        "due_at": stamp(was.due_at) if was else None,
        "case": version.case,
        "applicant": shown_person(content.applicant.to_document(), seen),
        "on_behalf_of": shown_person(behalf.to_document(), seen) if behalf else None,
        "form": content.form if Part.FORM in seen else {},
        "papers": [_paper(paper) for paper in content.papers if Part.PAPERS in seen],
        "fees": content.fee.to_document(),
        "delivery": shown_delivery(content.delivery, seen),
    }


def _paper(paper: FiledPaper) -> dict[str, Any]:
    return {
        "paper": paper.paper,
        "source": paper.source,
        "originals": paper.originals,
        "copies": paper.copies,
    }
