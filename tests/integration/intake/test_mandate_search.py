"""A desk looks for the mandates of who stands there, and both sides see that it did."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kernel.rights import Actor
from tests.integration.intake.mandated import (
    AGENT,
    MOTHER,
    PAPER,
    PERSON,
    PRINCIPAL,
    granted,
    refused,
)
from tests.integration.intake.office import (
    COMMUNE,
    ELSEWHERE,
    OFFICER,
    STRANGER,
    SUPERVISOR,
    Office,
)

ON_PAPER: dict[str, Any] = {"principal": PRINCIPAL, "agency": COMMUNE, "paper": PAPER}
BY_NUMBER = {"id_number": PRINCIPAL["id_number"]}


def search(office: Office, wanted: dict[str, Any], actor: Actor = OFFICER) -> TestResponse:
    return office.post("/mandates/search", wanted, actor)


def found(office: Office, wanted: dict[str, Any], actor: Actor = OFFICER) -> list[dict[str, Any]]:
    answer = search(office, wanted, actor)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list((answer.json or {})["items"])


def looks(office: Office, mandate: dict[str, Any], actor: Actor = MOTHER) -> list[tuple[str, str]]:
    items = office.get(f"/mandates/{mandate['id']}/accesses", actor).json["items"]  # type: ignore[index]
    return [(item["by"]["agency"], item["what"]) for item in items]


def test_by_number_every_desk_finds_them_without_the_paper(office: Office) -> None:
    """Of either side, given online or entered elsewhere; numbers masked but for their ends."""
    online, on_paper = granted(office), granted(office, OFFICER, **ON_PAPER)

    for number in (PRINCIPAL["id_number"], PERSON["id_number"]):
        hits = found(office, {"id_number": number}, ELSEWHERE)
        assert [hit["id"] for hit in hits] == [on_paper["id"], online["id"]]
        assert "paper" not in hits[0]
        assert hits[0]["principal"]["id_number"] == "0********001"
    assert found(office, {"id_number": "038190000109"}) == []


@pytest.mark.parametrize("name", ["Lê Văn Thay", "le van  THAY", "Nguyen Thi E"])
def test_by_name_a_desk_finds_what_it_entered_itself(office: Office, name: str) -> None:
    """Many have the same name: no desk leafs through the province by it, and no part will do."""
    granted(office)
    mine = granted(office, OFFICER, **ON_PAPER)

    assert [hit["id"] for hit in found(office, {"name": name})] == [mine["id"]]
    assert found(office, {"name": name}, ELSEWHERE) == []
    assert found(office, {"name": name.split(maxsplit=1)[0]}) == []


def test_both_sides_see_who_looked(office: Office) -> None:
    """A search that shows it and the desk that opens it; their own looks are not noted."""
    mandate, other = granted(office, OFFICER, **ON_PAPER), granted(office, agent=PERSON)
    before = len(looks(office, mandate))
    found(office, BY_NUMBER, ELSEWHERE)
    office.get(f"/mandates/{mandate['id']}", OFFICER)
    office.get(f"/mandates/{mandate['id']}", MOTHER)

    new = [("H56.STP", "search"), (COMMUNE, "mandate")]
    for actor in (MOTHER, AGENT, OFFICER):
        assert looks(office, mandate, actor)[before:] == new
    assert looks(office, other) == new[:1]
    for actor in (STRANGER, ELSEWHERE):
        answer = office.get(f"/mandates/{mandate['id']}/accesses", actor)
        refused(answer, "mandate-not-found", 404)


@pytest.mark.parametrize("actor", [MOTHER, SUPERVISOR])
def test_nobody_else_searches(office: Office, actor: Actor) -> None:
    """Neither a citizen nor who looks down on the desks."""
    problem = refused(search(office, BY_NUMBER, actor), "forbidden")

    assert "items" not in problem


@pytest.mark.parametrize("wanted", [{}, BY_NUMBER | {"name": "Ế"}, {"phone": "0912345678"}])
def test_it_is_asked_by_one_thing(office: Office, wanted: dict[str, Any]) -> None:
    """Nothing, two things, or what no mandate is found by."""
    assert search(office, wanted).status_code == 422
