"""Officers propose changes of procedures over HTTP; the keeper asks, accepts, refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from kernel.rights import Actor, Role
from services.intake.catalogue.api.documents import read_procedure
from services.intake.improvement.domain.candidate import Filing
from services.intake.improvement.store.filings import PgFilings
from services.intake.wiring.catalogue import publish
from services.intake.wiring.improvement import linked_candidates, notes_for_next
from tests.integration.intake.office import (
    BIRTH,
    COMMUNE,
    MONDAY,
    OFFICER,
    Office,
    example,
    shipped,
)

KEEPER = Actor(subject="keeper-1", roles=frozenset({Role.ADMIN}))
ELSEWHERE = Actor(subject="officer-9", roles=frozenset({Role.OFFICER}), agency="H56.14758")
WISH = {
    "procedure": BIRTH,
    "part": "papers",
    "what": "Bỏ giấy chứng sinh bản giấy.",
    "why": "Đã có dữ liệu điện tử.",
    "law": "Nghị định 118/2025/NĐ-CP, Điều 17",
}


def propose(office: Office, **changes: object) -> TestResponse:
    return office.post("/amendments", WISH | changes, OFFICER, key=str(new_id()))


def say(
    office: Office, about: dict[str, Any], what: str, actor: Actor, words: str = "Vì sao?"
) -> TestResponse:
    path = f"/amendments/{about['id']}/{what}"
    version, key = about["revision"], str(new_id())
    return office.post(path, {"text": words}, actor, key=key, version=version)


def test_proposed_asked_answered_and_a_note_for_the_next_version(fresh_office: Office) -> None:
    """The note stands until that version is published; the list tells how far each is."""
    office = fresh_office
    entered = propose(office)
    asked = say(office, entered.get_json(), "question", KEEPER)
    answered = say(office, asked.get_json(), "answer", OFFICER, "Điều 17 đã bỏ.")
    accepted = say(office, answered.get_json(), "acceptance", KEEPER, "Bỏ ở bản sau.")
    read = office.get(f"/amendments/{entered.get_json()['id']}", OFFICER)
    waiting = notes_for_next(office.parts, BIRTH)
    _publish_again(office)

    assert (entered.status_code, entered.headers["ETag"]) == (201, '"1"')
    assert entered.headers["Location"] == f"/amendments/{entered.get_json()['id']}"
    assert (entered.get_json()["agency"], entered.get_json()["version"]) == (COMMUNE, 1)
    assert asked.get_json()["state"] == "questioned"
    assert answered.get_json()["state"] == "proposed"
    assert (accepted.get_json()["state"], accepted.get_json()["for_version"]) == ("accepted", 2)
    assert [word["kind"] for word in read.get_json()["words"]] == ["question", "answer", "note"]
    assert read.headers["ETag"] == '"4"'
    assert [note.words[-1].text for note in waiting] == ["Bỏ ở bản sau."]
    assert notes_for_next(office.parts, None) == []


def _publish_again(office: Office) -> None:
    package = shipped()
    birth = next(document for one, document in package.procedures if one.code == BIRTH)
    changed = read_procedure({**birth, "proactive_level": 1})
    publish(replace(package, procedures=(changed,)), office.parts)


def test_what_is_refused_is_over(office: Office) -> None:
    """With a reason; nothing more is said about it, and an old reading is told so."""
    entered = propose(office).get_json()
    refused = say(office, entered, "refusal", KEEPER, "Luật vẫn yêu cầu.")
    stale = say(office, entered, "question", KEEPER)
    more = say(office, refused.get_json(), "question", KEEPER)

    assert (refused.status_code, refused.get_json()["state"]) == (200, "refused")
    assert stale.status_code == 412
    assert (more.status_code, more.get_json()["type"]) == (409, "/problems/amendment-settled")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"procedure": "9.999999"}, "/procedure"),
        ({"part": "weather"}, "/part"),
        ({"what": ""}, "/what"),
        ({"why": "Gọi 0912345678."}, "/why"),
        ({"text": "Hồ sơ H56.14797-261123-0001"}, "/text"),
    ],
    ids=["no such procedure", "no such part", "nothing", "a telephone", "a dossier"],
)
def test_a_bad_proposal_leaves_no_row(
    office: Office, changes: dict[str, object], pointer: str
) -> None:
    """And says what is wrong, and where."""
    before = office.count("amendment")
    answer = propose(office, **changes)

    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert pointer in answer.get_data(as_text=True)
    assert office.count("amendment") == before


def test_the_list_is_of_the_own_desk_and_the_keepers(office: Office) -> None:
    """Newest first, page by page; filtered by state and procedure."""
    first, second = (propose(office, what=f"Điều {n}.").get_json()["id"] for n in (1, 2))
    page = office.get(f"/amendments?limit=1&procedure={BIRTH}&state=proposed", OFFICER)
    after = office.get(f"/amendments?limit=1&cursor={page.get_json()['cursor']}", OFFICER)
    foreign = office.get("/amendments", ELSEWHERE).get_json()["items"]
    everything = office.get("/amendments?limit=200", KEEPER).get_json()["items"]

    assert [one["id"] for one in page.get_json()["items"]] == [second]
    assert [one["id"] for one in after.get_json()["items"]] == [first]
    assert foreign == []
    assert {first, second} <= {one["id"] for one in everything}
    assert office.get(f"/amendments/{first}", ELSEWHERE).status_code == 404


def test_filings_are_told_apart_by_blind_index_alone(office: Office) -> None:
    """The same person is the same, whatever was filed; no number is among what is counted."""
    first = office.file()
    office.set_clock(MONDAY + timedelta(days=1))
    second = office.file(body=example(despite_duplicate=True))
    with office.database.read() as tx:
        found = list(PgFilings(tx).between(MONDAY - timedelta(days=1), MONDAY + timedelta(days=2)))

    assert (first.status_code, second.status_code) == (201, 201)
    assert len({filing.person for filing in found}) == 1
    assert [type(filing) for filing in found] == [Filing, Filing]
    assert all(filing.person.startswith("id:") for filing in found)
    assert "038190000001" not in str(found)
    day = (MONDAY - timedelta(days=30)).date()
    assert linked_candidates(office.parts, day, MONDAY.date(), days=7, least=10) == []
