"""A new version is published while dossiers of the old one run."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from contracts.events.intake import DossierAccepted, ProcedurePublished
from services.intake.catalogue.api.documents import read_procedure
from services.intake.wiring.catalogue import publish
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    MONDAY,
    OFFICER,
    Office,
    example,
    shipped,
)

SLOWER = "5wd"


def publish_slower(office: Office) -> None:
    """Publish birth registration again: it now takes five working days and two signatures."""
    document: dict[str, Any] = deepcopy(
        dict(next(content for item, content in shipped().procedures if item.code == BIRTH))
    )
    document["terms"] = [{"term": SLOWER, "ground": "Nghị định mới"}]
    steps = document["process"]["legs"][0]["steps"]
    steps[-1:] = [
        steps[-1] | {"id": "first-sign", "working_hours": 1},
        steps[-1] | {"working_hours": 2},
    ]
    publish(replace(shipped(), procedures=(read_procedure(document),)), office.parts)


def accept(office: Office, code: str) -> dict[str, Any]:
    read = office.get(f"/dossiers/{code}", OFFICER)
    version = int(read.headers["ETag"].strip('"'))
    answer = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=version)
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = office.get(f"/dossiers/{code}", OFFICER).json or {}
    return found


def filed(office: Office) -> str:
    answer = office.file(CITIZEN, example())
    assert answer.json is not None
    return str(answer.json["code"])


def test_running_dossiers_keep_their_version_and_new_ones_take_the_new(
    fresh_office: Office,
) -> None:
    """One accepted before, one filed before and accepted after, one filed two days after."""
    office = fresh_office
    running, waiting = filed(office), filed(office)
    before = accept(office, running)
    publish_slower(office)
    office.set_clock(MONDAY + timedelta(days=2))
    later = filed(office)
    now, late = accept(office, waiting), accept(office, later)

    again = office.get(f"/dossiers/{running}", OFFICER).json
    assert again is not None
    assert [item["procedure_version"] for item in (again, now, late)] == [1, 1, 2]
    assert again["due_at"] == before["due_at"]
    assert now["due_at"][:10] == "2026-11-25", "the same day, as when it was filed"
    assert late["due_at"][:10] == "2026-12-02", "five working days"
    told = [
        event.procedure_version
        for code in (running, waiting, later)
        for event in office.said(code)
        if isinstance(event, DossierAccepted)
    ]
    assert told == [1, 1, 2]
    published = [
        event
        for event in office.said_of(f"procedure/{BIRTH}")
        if isinstance(event, ProcedurePublished)
    ]
    assert [event.version for event in published] == [1, 2]
    legs: Any = published[1].process["legs"]
    assert [step["id"] for step in legs[0]["steps"]] == ["verify", "first-sign", "sign"]
