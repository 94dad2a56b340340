"""A mother lets somebody file for her: how tests give, use and end the mandate."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from kernel.rights import Actor, Role
from tests.integration.intake.office import Office, example

MOTHER = Actor(
    subject="mother-1",
    roles=frozenset({Role.CITIZEN}),
    id_number="038190000001",
    name="Nguyễn Thị Ế",
)
AGENT = Actor(
    subject="agent-1",
    roles=frozenset({Role.CITIZEN}),
    id_number="038085000012",
    name="Lê Văn Thay",
)
PERSON = {"kind": "citizen", "name": "Lê Văn Thay", "id_number": "038085000012"}
PRINCIPAL = {"kind": "citizen", "name": "Nguyễn Thị Ế", "id_number": "038190000001"}
ALL = ["file", "supplement", "receive-result"]
PAPER = {"number": "123/2026", "signed_on": "2026-11-20", "certified_by": "UBND phường Hạc Thành"}
ORDER = {"items": [{"paper": "id-card", "what": "Bị mờ."}], "reason": "Thiếu."}
ANSWER = {"papers": [{"paper": "id-card", "upload": "sample"}]}


def granted(office: Office, actor: Actor = MOTHER, **changes: object) -> dict[str, Any]:
    answer = grant(office, actor, **changes)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    path = f"/mandates/{(answer.json or {})['id']}"
    return dict(office.get(path, actor).json or {})


def grant(office: Office, actor: Actor = MOTHER, **changes: object) -> TestResponse:
    body = {"agent": PERSON, "actions": ALL} | changes
    return office.post("/mandates", body, actor, key=str(new_id()))


def revoke(office: Office, mandate: dict[str, Any], actor: Actor = MOTHER) -> TestResponse:
    path = f"/mandates/{mandate['id']}/revocation"
    return office.post(path, {}, actor, key=str(new_id()), version=mandate["version"])


def under(mandate: dict[str, Any]) -> dict[str, Any]:
    """Return what the agent files for the mother."""
    body = example()
    applicant = body["applicant"] | {"name": PERSON["name"], "id_number": PERSON["id_number"]}
    applicant["birth_date"] = "1985-05-20"
    return body | {"applicant": applicant, "mandate": mandate["id"]}


def filed(office: Office, mandate: dict[str, Any], actor: Actor = AGENT) -> str:
    answer = office.file(actor, under(mandate))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.json["code"])  # type: ignore[index]


def refused(answer: TestResponse, slug: str, status: int = 403) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json or {}
    assert (answer.status_code, problem["type"]) == (status, f"/problems/{slug}"), problem
    assert set(problem["titles"]) == {"vi", "en"}
    return problem


def listed(office: Office, actor: Actor) -> list[str]:
    return [item["code"] for item in office.get("/dossiers", actor).json["items"]]  # type: ignore[index]
