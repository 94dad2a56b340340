"""What the tests of corrected receptions share."""

from __future__ import annotations

from typing import Any

from contracts.events.reception import DossierCorrected
from kernel.rights import Actor
from tests.integration.intake.clocked import (
    send,
)
from tests.integration.intake.office import (
    BIRTH,
    OFFICER,
    Office,
    at_desk,
    example,
)

LINKED = "2.001023"
REASON = "Ghi nhầm số của bà Nguyễn Thị Ế."


def applicant(**changes: object) -> dict[str, Any]:
    given: dict[str, Any] = example(BIRTH)["applicant"]
    return given | changes


def as_linked() -> dict[str, Any]:
    """Return what the officer gives who should have received a linked registration."""
    right = at_desk(LINKED)
    return {name: right[name] for name in ("procedure", "form", "papers")}


def correct(
    office: Office, code: str, changes: dict[str, Any], actor: Actor = OFFICER
) -> tuple[int, dict[str, Any]]:
    return send(office, code, "reception-correction", {"reason": REASON} | changes, actor)


def versions(office: Office, code: str, actor: Actor = OFFICER) -> list[dict[str, Any]]:
    answer = office.get(f"/dossiers/{code}/versions", actor).json
    assert answer is not None
    return list(answer["items"])


def corrected(office: Office, code: str) -> DossierCorrected:
    said = office.said(code)[-1]
    assert isinstance(said, DossierCorrected)
    return said
