"""The result is given: in person against a document, with the fee that is due, written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kernel.rights import Actor
from tests.integration.intake.clocked import dossier
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    COPIES,
    ELSEWHERE,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
)
from tests.integration.intake.test_reception import decided, opened

APPLICANT = {
    "name": "Nguyễn Thị Ế",
    "document": "id-card",
    "number": "038190000001",
    "signature": "paper",
}
STRANGER = APPLICANT | {"name": "Trần Văn Lạ", "number": "038085000012"}
AUTHORITY = "Giấy ủy quyền số 15, công chứng ngày 20/11/2026"
FEE = {"amount": 10_000, "receipt": "0000123"}


def settled(office: Office, procedure: str = BIRTH, **changes: object) -> str:
    answer = office.file(OFFICER, at_desk(procedure, **changes)).json
    assert answer is not None
    code = str(answer["code"])
    office.hear(opened(code))
    office.hear(decided(code, MONDAY + timedelta(hours=1)))
    return code


def give(
    office: Office, code: str, actor: Actor = OFFICER, **body: object
) -> tuple[int, dict[str, Any]]:
    version = dossier(office, code)["version"]
    path = f"/dossiers/{code}/handover"
    answer = office.post(path, {"method": "desk"} | body, actor, version=version)
    assert answer.json is not None
    return answer.status_code, answer.json


def test_the_applicant_shows_a_card(office: Office) -> None:
    """Named in the dossier: the document is enough; who, by what and against which signature."""
    code = settled(office)

    status, changed = give(office, code, receiver=APPLICANT)

    assert (status, changed["status"]["code"]) == (200, 10)
    kept = office.get(f"/dossiers/{code}/handover", OFFICER).json
    assert kept is not None
    assert (kept["method"], kept["by"]["agency"], kept["fee"]) == ("desk", "H56.14797", None)
    assert kept["receiver"] == {
        "name": "Nguyễn Thị Ế",
        "capacity": "party",
        "document": "id-card",
        "number": "0********001",
        "authority": None,
        "signature": "paper",
    }


def test_somebody_without_right_gets_nothing(office: Office) -> None:
    """409 with its code, no row, status 9; with a paper to receive it by they get it."""
    code = settled(office)

    refused, problem = give(office, code, receiver=STRANGER)
    as_passport = give(office, code, receiver=APPLICANT | {"document": "passport"})

    assert (refused, problem["type"]) == (409, "/problems/receiver-without-right")
    assert as_passport[0] == 409
    assert dossier(office, code)["status"]["code"] == 9
    assert office.count("hand_over") == 0
    given, _ = give(office, code, receiver=STRANGER | {"authority": AUTHORITY})
    assert given == 200
    kept = office.get(f"/dossiers/{code}/handover", OFFICER).json
    assert kept is not None
    assert (kept["receiver"]["capacity"], kept["receiver"]["authority"]) == (
        "authorised",
        AUTHORITY,
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"receiver": None}, "/receiver"),
        ({"receiver": APPLICANT | {"number": "999"}}, "/receiver/number"),
        ({"method": "online", "receiver": APPLICANT}, "/receiver"),
        ({"receiver": APPLICANT, "fee": {"amount": 0, "receipt": "1"}}, "/fee/amount"),
    ],
    ids=["nobody", "bad number", "not in person", "no money"],
)
def test_what_makes_no_sense_is_pointed_at(
    office: Office, body: dict[str, Any], pointer: str
) -> None:
    """422 with the field, and nothing behind."""
    code = settled(office)

    status, problem = give(office, code, **body)

    assert status == 422
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert office.count("hand_over") == 0


@pytest.mark.parametrize("method", ["desk", "online"])
def test_a_fee_due_at_return_comes_first(office: Office, method: str) -> None:
    """It waits inside 9 for the fee; less than what is due, or nothing, is refused with it."""
    code = settled(office, COPIES)
    body: dict[str, Any] = {"method": method}
    if method == "desk":
        body |= {"receiver": APPLICANT | {"number": "038085000012"}}
    waiting, said = dossier(office, code), len(office.said(code))

    without, problem = give(office, code, **body)
    less = give(office, code, **body, fee=FEE | {"amount": 9_000})

    assert (waiting["status"]["code"], waiting["sub_status"]) == (9, "waiting-fee")
    assert waiting["timeliness"] == "on-time"
    assert (without, problem["type"]) == (409, "/problems/return-fee-unpaid")
    assert problem["amount"] == FEE["amount"]
    assert less[0] == 409
    assert dossier(office, code) == waiting
    assert (len(office.said(code)), office.count("hand_over")) == (said, 0)
    assert give(office, code, **body, fee=FEE)[0] == 200
    kept = office.get(f"/dossiers/{code}/handover", OFFICER).json
    assert kept is not None
    assert kept["fee"] == FEE


def test_no_fee_is_taken_where_none_is_due(office: Office) -> None:
    """What nobody owes is not written down as taken."""
    code = settled(office)

    assert give(office, code, receiver=APPLICANT, fee=FEE)[0] == 409


def test_who_received_it_is_sealed_and_not_told(office: Office) -> None:
    """Name, number and paper stand in no row, timeline or event in clear."""
    code = settled(office)
    give(office, code, receiver=STRANGER | {"authority": AUTHORITY})

    with office.database.read() as tx:
        kept = tx.execute(text("SELECT hand_over::text FROM hand_over")).scalar_one()
        told = tx.execute(text("SELECT string_agg(data::text, '') FROM timeline_entry"))
        said = tx.execute(text("SELECT string_agg(data::text, '') FROM event_log"))
        everything = kept + told.scalar_one() + said.scalar_one()
    for secret in (STRANGER["name"], STRANGER["number"], AUTHORITY):
        assert secret not in everything


def test_only_readers_of_the_dossier_learn_of_it(office: Office) -> None:
    """404 before it and to others; no citizen hands anything over, no other desk."""
    code = settled(office)

    assert give(office, code, CITIZEN, receiver=APPLICANT)[0] == 403
    assert give(office, code, replace(ELSEWHERE), receiver=APPLICANT)[0] == 404
    assert office.get(f"/dossiers/{code}/handover", OFFICER).status_code == 404
    give(office, code, receiver=APPLICANT)
    assert office.get(f"/dossiers/{code}/handover", ELSEWHERE).status_code == 404
