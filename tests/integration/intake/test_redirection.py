"""Old codes of agencies lead to whoever stands for them, and the answers say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.integration.intake.office import (
    BIRTH,
    COMMUNE,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
    example,
)
from tests.integration.intake.reorganised import (
    LAST,
    NEIGHBOUR,
    OTHER,
    agency,
    as_shipped,
    merged,
    published,
    to,
    told,
)


@pytest.fixture
def office(reorganised_office: Office) -> Office:
    """Give an office with the agencies as they are shipped."""
    as_shipped(reorganised_office)
    return reorganised_office


def test_a_filing_for_a_merged_agency_goes_to_its_successor(office: Office) -> None:
    """With the successor's code and number, and the fact told in the answer and the timeline."""
    merged(office)

    answer = office.file()

    assert answer.status_code == 201
    assert answer.json is not None
    code = answer.json["code"]
    assert code == f"{NEIGHBOUR}-261123-0001"
    assert answer.json["redirected"] == told(COMMUNE, NEIGHBOUR)
    line = office.get(f"/dossiers/{code}/timeline").json["items"][0]  # type: ignore[index]
    assert line["data"] == {"channel": "online", "redirected_from": COMMUNE}


def test_a_filing_for_an_agency_in_being_tells_of_nothing(office: Office) -> None:
    """Nothing was redirected."""
    assert office.file().json["redirected"] is None  # type: ignore[index]


def test_the_rule_of_a_split_takes_a_filing_or_the_choices_are_named(office: Office) -> None:
    """By the commune of the matter; where that decides nothing the applicant chooses."""
    area = ("14797",)
    split = (to(OTHER, communes=area, fields=("LD",)), to(NEIGHBOUR, communes=area))
    published(office, agency(COMMUNE, valid_to=LAST, successors=split))
    taken = office.file()
    published(office, agency(COMMUNE, valid_to=LAST, successors=(to(OTHER, communes=("1",)),)))

    refused = office.file()

    assert taken.json["code"] == f"{NEIGHBOUR}-261123-0001"  # type: ignore[index]
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["type"].endswith("/agency-split")
    assert refused.json["choices"] == [{"agency": OTHER, "name": agency(OTHER).name}]


def test_an_officer_of_the_successor_files_under_the_old_code(office: Office) -> None:
    """The old form lies on the desk; who worked at the old agency alone has no right any more."""
    merged(office)
    there = replace(OFFICER, agency=NEIGHBOUR)

    assert office.file(OFFICER, at_desk()).status_code == 403
    assert office.file(there, at_desk()).json["code"] == f"{NEIGHBOUR}-261123-0001"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "problem", "told_of"),
    [
        ({"valid_from": date(2027, 1, 1)}, "agency-not-yet", {"valid_from": "2027-01-01"}),
        ({"valid_to": LAST}, "agency-ended", {"valid_to": "2026-11-22"}),
        ({"online_from": date(2027, 1, 1)}, "agency-not-online", {"online_from": "2027-01-01"}),
    ],
)
def test_an_agency_that_cannot_take_it_says_why(
    office: Office, changes: dict[str, date], problem: str, told_of: dict[str, str]
) -> None:
    """Not begun, ended for good, not switched on: no row, no number."""
    published(office, agency(COMMUNE, **changes))

    answer = office.file()

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["type"].endswith(f"/{problem}")
    assert answer.json["errors"][0]["pointer"] == "/receiving_agency"
    assert told_of.items() <= answer.json.items()
    assert office.count("dossier") == 0


def test_before_it_is_switched_on_an_agency_takes_papers_at_its_desk(office: Office) -> None:
    """The desk works with the system already; online begins on the day itself."""
    published(office, agency(COMMUNE, online_from=date(2026, 11, 24)))
    early, desk = office.file(), office.file(OFFICER, at_desk())
    published(office, agency(COMMUNE, online_from=date(2026, 11, 23)))

    assert early.json["desk"]["name"] == agency(COMMUNE).name  # type: ignore[index]
    assert desk.status_code == 201
    assert office.file().status_code == 201


def test_lists_of_an_old_code_show_what_stayed_and_what_is_the_successors(office: Office) -> None:
    """A supervisor's bookmark goes on working."""
    before = office.file().json["code"]  # type: ignore[index]
    merged(office)
    after = office.file().json["code"]  # type: ignore[index]

    page = office.get(f"/dossiers?agency={COMMUNE}", SUPERVISOR).json

    assert page is not None
    assert {item["code"] for item in page["items"]} == {before, after}
    assert page["redirected"] == told(COMMUNE, NEIGHBOUR)
    assert office.get("/dossiers", SUPERVISOR).json["redirected"] is None  # type: ignore[index]


def test_search_and_advice_follow_an_old_code(office: Office) -> None:
    """Procedures that can be filed there, what filing would mean; a split names the choices."""
    merged(office)
    found = office.get(f"/procedures?agency={COMMUNE}", None).json
    advice = office.post(f"/procedures/{BIRTH}/advice", {"agency": COMMUNE}, None).json
    published(
        office,
        agency(COMMUNE, valid_to=LAST, successors=(to(OTHER, communes=("1",)), to(NEIGHBOUR))),
    )
    split = office.get(f"/procedures?agency={COMMUNE}", None)

    assert found is not None
    assert advice is not None
    assert found["items"]
    assert found["redirected"] == told(COMMUNE, NEIGHBOUR)
    assert advice["redirected"] == told(COMMUNE, NEIGHBOUR)
    assert split.status_code == 422
    assert [one["agency"] for one in split.json["choices"]] == [OTHER, NEIGHBOUR]  # type: ignore[index]


def test_an_end_that_was_decided_outlives_the_next_publication(office: Office) -> None:
    """The shipped file does not know of it and takes nothing back."""
    merged(office)
    published(office, agency(COMMUNE, phone="0237999999"))

    with office.database.read() as tx:
        kept = office.parts.agencies(tx).ever(COMMUNE)
    assert kept is not None
    assert (kept.phone, kept.valid_to, kept.successor) == ("0237999999", LAST, NEIGHBOUR)
    assert example()["receiving_agency"] == COMMUNE
