"""Who may read what of a dossier, and what is recorded of it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from kernel.rights import Actor, Role
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    COMMUNE,
    ELSEWHERE,
    HEAD,
    LAND,
    OFFICER,
    STRANGER,
    SUPERVISOR,
    Office,
    at_desk,
    example,
)

PARTS = ("", "/timeline", "/deadline", "/accesses", "/forms", "/forms/receipt")
APPLICANT = Actor(
    subject="another-account", roles=frozenset({Role.CITIZEN}), id_number="038190000001"
)


def filed(office: Office, actor: Actor = OFFICER) -> str:
    answer = office.file(actor, example() if actor is CITIZEN else at_desk()).json
    assert answer is not None
    code: str = answer["code"]
    return code


@pytest.mark.parametrize("part", PARTS)
def test_a_foreign_dossier_does_not_exist(office: Office, part: str) -> None:
    """Another citizen and an officer of another agency get the bytes of an unknown code."""
    code = filed(office)
    for actor in (STRANGER, ELSEWHERE, replace(SUPERVISOR, agency="H57")):
        foreign = office.get(f"/dossiers/{code}{part}", actor)
        unknown = office.get(f"/dossiers/H56.14797-261123-0999{part}", actor)

        assert foreign.status_code == unknown.status_code == 404
        assert foreign.get_data() == unknown.get_data()
    assert office.count("access_entry") == 0


def test_owner_agencies_and_supervisors_read(office: Office) -> None:
    """Who filed, whom it is about, who received or decides, and who oversees them."""
    online = filed(office, CITIZEN)
    desk = filed(office)
    readers = {online: (CITIZEN, APPLICANT, OFFICER, HEAD, SUPERVISOR), desk: (APPLICANT, OFFICER)}

    for code, actors in readers.items():
        assert [office.get(f"/dossiers/{code}", actor).status_code for actor in actors] == (
            [200] * len(actors)
        )
    assert office.get(f"/dossiers/{desk}", CITIZEN).status_code == 404


def test_a_leg_agency_reads_after_acceptance(office: Office) -> None:
    """The tax office learns of a land dossier when it is accepted."""
    clerk = replace(OFFICER, agency="H56.PVHCC")
    code = office.file(clerk, at_desk(LAND)).json["code"]  # type: ignore[index]
    legs = office.get(f"/dossiers/{code}", clerk).json["legs"]  # type: ignore[index]
    tax = next(leg["agency"] for leg in legs if leg["leg"] == "tax")

    answer = office.get(f"/dossiers/{code}", replace(OFFICER, agency=tax))

    assert answer.status_code == 200


def test_readings_by_staff_are_recorded(office: Office) -> None:
    """The owner sees who opened the file; the owner's own reading is no news."""
    code = filed(office, CITIZEN)
    office.get(f"/dossiers/{code}", CITIZEN)
    office.get(f"/dossiers/{code}", OFFICER)
    office.get(f"/dossiers/{code}/timeline", SUPERVISOR)

    items = office.get(f"/dossiers/{code}/accesses", CITIZEN).json["items"]  # type: ignore[index]

    assert [(item["by"]["role"], item["by"]["agency"], item["what"]) for item in items] == [
        ("officer", COMMUNE, "dossier"),
        ("supervisor", "H56", "timeline"),
    ]
    assert items[0]["by"]["name"] == "Lê Thị Cán Bộ"


def test_a_file_shows_what_was_promised(office: Office) -> None:
    """The members other programs rely on are there, with the version as ETag."""
    code = filed(office)

    answer = office.get(f"/dossiers/{code}", OFFICER)

    assert answer.headers["ETag"] == '"1"'
    assert answer.json is not None
    promised = (
        "code procedure status sub_status version receiving_agency competent_agency channel "
        "filed_at received_at accepted_at due_at due_provisional finished_at handed_over_at "
        "applicant papers fees links"
    )
    assert set(promised.split()) <= set(answer.json)
    assert answer.json["applicant"]["phone"] == "+84912345678"


def test_a_list_is_paged_without_gap_or_repetition(office: Office) -> None:
    """Newest first; the Link leads on, and what is filed meanwhile does not disturb it."""
    codes = [filed(office) for _ in range(5)]
    seen: list[str] = []
    path = "/dossiers?limit=2&status=2"
    while path:
        answer = office.get(path, OFFICER)
        assert answer.json is not None
        seen += [item["code"] for item in answer.json["items"]]
        filed(office)
        link = answer.headers.get("Link")
        parts = urlsplit(link[1 : link.index(">")]) if link else None
        path = f"/dossiers?{parts.query}" if parts else ""
        if parts:
            # Relative to the page's own address, whichever door it came through.
            assert (parts.netloc, parts.path) == ("", "")
            assert set(parse_qs(parts.query)) == {"limit", "status", "cursor"}

    assert seen == codes[::-1]


def test_lists_hold_what_their_reader_may_read(office: Office) -> None:
    """Owners their own, agencies theirs, supervisors all below them, others nothing."""
    filed(office, CITIZEN)
    filed(office)
    clerk = replace(OFFICER, agency="H56.PVHCC")
    office.file(clerk, at_desk(LAND))

    def codes(actor: Actor, query: str = "") -> int:
        return len(office.get(f"/dossiers{query}", actor).json["items"])  # type: ignore[index]

    assert codes(CITIZEN) == 1
    assert codes(APPLICANT) == 2
    assert codes(OFFICER) == 2
    assert codes(clerk) == 1
    assert codes(SUPERVISOR) == 3
    assert codes(SUPERVISOR, f"?agency={COMMUNE}") == 2
    assert codes(OFFICER, "?status=1") == 1
    assert codes(STRANGER) == 0


@pytest.mark.parametrize(
    "query", ["limit=1000000000", "limit=0", "status=11", "status=x", "cursor=abc", "sort=name"]
)
def test_a_bad_query_is_refused(office: Office, query: str) -> None:
    """Limits, codes and cursors are checked; unknown parameters are faults."""
    assert office.get(f"/dossiers?{query}").status_code == 422


def test_staff_search_by_person(office: Office) -> None:
    """By name with or without accents, id number and phone, in the body; only own agencies."""
    code = filed(office)
    other = at_desk()
    other["applicant"] |= {"name": "Đỗ Văn Khác", "id_number": "038085000085"}
    office.file(OFFICER, other)

    def found(actor: Actor = OFFICER, **criteria: str) -> list[str]:
        answer = office.post("/dossiers/search", criteria, actor)
        assert answer.status_code == 200
        return [item["code"] for item in answer.json["items"]]  # type: ignore[index]

    assert found(name="nguyen thi e") == [code]
    assert found(name="Nguyễn ẾTHỊ") == []
    assert found(name="do van") != [code]
    assert found(id_number="038190000001") == [code]
    assert code in found(phone="0912 345 678")
    assert found(name="100%") == []
    assert found(ELSEWHERE, name="nguyen") == []
    assert office.post("/dossiers/search", {"name": "nguyen"}, CITIZEN).status_code == 403
    assert office.post("/dossiers/search", {}, OFFICER).status_code == 422


def test_other_services_fetch_reference_data(office: Office) -> None:
    """What they missed on the bus has the shape it has there; people are not served here."""
    path = f"/internal/procedures/{BIRTH}/versions/1"
    procedure = office.client.get(path, headers=office.headers(None, service="routing"))
    agency = office.client.get(
        f"/internal/agencies/{COMMUNE}", headers=office.headers(None, service="routing")
    )

    assert procedure.json is not None
    assert procedure.json["procedure"] == BIRTH
    assert procedure.json["process"]["legs"]
    assert agency.json is not None
    assert agency.json["office_hours"]
    assert office.get(path, OFFICER).status_code == 403
    unknown = office.client.get(
        f"/internal/procedures/{BIRTH}/versions/9",
        headers=office.headers(None, service="routing"),
    )
    assert unknown.status_code == 404
