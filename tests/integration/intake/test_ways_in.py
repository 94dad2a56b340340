"""Every way in: by post, from another system, at any desk that takes the procedure in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.events.clock import AnswerLate
from contracts.events.intake import DossierAccepted, DossierSubmitted
from contracts.events.routing import OfficerSet, SecondmentSet
from kernel.clock import VIETNAM
from kernel.rights import Actor, Role
from tests.integration.intake.office import (
    CITIZEN,
    ELSEWHERE,
    LAND,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
    example,
)

DAY = timedelta(days=1)
PARTNER = Actor(
    subject="bank-1", roles=frozenset({Role.PARTNER}), scope=frozenset({"dossiers:file"})
)
READING_PARTNER = replace(PARTNER, scope=frozenset({"dossiers:file", "dossiers:read"}))
APPLICANT = Actor(subject="citizen-9", roles=frozenset({Role.CITIZEN}), id_number="038190000001")


def letter(**changes: object) -> dict[str, Any]:
    """Return a filing that came by post, its papers seen by who opened it."""
    return at_desk(channel="post", delivery={"method": "desk"}) | changes


def code_of(answer: Any) -> str:  # noqa: ANN401 -- a test response
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.json["code"])


def test_a_letter_waits_for_the_desk_a_working_day(office: Office) -> None:
    """Opened on Monday, of last Friday: its day to answer runs from Friday, the 24th is off."""
    answer = office.file(OFFICER, letter(received_on="2026-11-20"))

    assert answer.json is not None
    code = code_of(answer)
    assert code == "H56.14797-261123-0001"
    assert answer.json["status"]["code"] == 1
    assert answer.json["filed_at"] == "2026-11-23T09:00:00+07:00"
    assert answer.json["received_at"] == "2026-11-20T07:30:00+07:00"
    assert answer.json["answer_by"] == "2026-11-23T17:30:00+07:00"
    assert isinstance(office.said(code)[-1], DossierSubmitted)
    line = office.get(f"/dossiers/{code}/timeline", OFFICER).json["items"][0]  # type: ignore[index]
    assert line["data"] == {"channel": "post", "received_on": "2026-11-20"}


def test_a_letter_of_today_is_received_as_it_is_opened(office: Office) -> None:
    """Without a day, today is meant; the answer is due at the end of the next working day."""
    answer = office.file(OFFICER, letter())

    assert answer.json is not None
    assert answer.json["received_at"] == "2026-11-23T09:00:00+07:00"
    assert answer.json["answer_by"] == "2026-11-25T17:30:00+07:00"


def test_a_letter_is_accepted_or_refused_later_or_accepted_at_once(office: Office) -> None:
    """Status 1 then 2, or 1 then 3, or 2 in the one act; the clock starts with acceptance."""
    later, refused = (
        code_of(office.file(OFFICER, letter())),
        code_of(office.file(OFFICER, letter())),
    )
    accepted = office.post(f"/dossiers/{later}/acceptance", {}, OFFICER, version=1)
    reason = {"reason": "Sai thẩm quyền."}
    not_accepted = office.post(f"/dossiers/{refused}/refusal", reason, OFFICER, version=1)
    once = office.file(OFFICER, letter(accept=True, received_on="2026-11-20"))

    assert accepted.json["status"]["code"] == 2  # type: ignore[index]
    assert not_accepted.json["status"]["code"] == 3  # type: ignore[index]
    assert once.json["status"]["code"] == 2  # type: ignore[index]
    said = office.said(code_of(once))
    assert [type(event) for event in said[1:]] == [DossierAccepted]
    assert once.json["due_at"] == "2026-11-23T17:30:00+07:00"  # type: ignore[index]


def test_a_letter_that_lay_is_answered_late(office: Office) -> None:
    """Accepted as it is opened, after its day to answer: the violation is said before."""
    code = code_of(office.file(OFFICER, letter(accept=True, received_on="2026-11-12")))

    late, accepted = office.said(code)[1:]
    assert isinstance(late, AnswerLate)
    assert late.received_at == datetime(2026, 11, 12, 7, 30, tzinfo=VIETNAM)
    assert isinstance(accepted, DossierAccepted)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (letter(received_on="2026-11-24"), "/received_on"),
        (letter(received_on="2026-10-01"), "/received_on"),
        (letter(received_on="20/11/2026"), "/received_on"),
        (at_desk(received_on="2026-11-20"), "/received_on"),
        (at_desk(accept=True), "/accept"),
    ],
)
def test_a_wrong_day_of_receipt_is_told_and_leaves_nothing(
    office: Office, body: dict[str, Any], pointer: str
) -> None:
    """Tomorrow's letters, forgotten ones, and days where there is no letter."""
    answer = office.file(OFFICER, body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]
    assert office.count("dossier_counter") == 0


def test_a_partner_files_for_a_named_applicant_who_finds_it(office: Office) -> None:
    """The applicant by their number; the partner sees what it filed and nothing else."""
    code = code_of(office.file(PARTNER, example(channel="partner")))
    other = code_of(office.file(CITIZEN, example()))

    assert office.get(f"/dossiers/{code}", APPLICANT).status_code == 200
    assert office.get(f"/dossiers/{code}", READING_PARTNER).status_code == 200
    assert office.get(f"/dossiers/{other}", READING_PARTNER).status_code == 404
    listed = office.get("/dossiers", READING_PARTNER).json["items"]  # type: ignore[index]
    assert [line["code"] for line in listed] == [code]


def test_the_number_of_the_firm_opens_nothing_to_its_program(office: Office) -> None:
    """What others filed in the firm's name is the firm's; its program knows what it filed."""
    code = code_of(office.file(CITIZEN, example()))
    program = replace(READING_PARTNER, id_number="038190000001")

    assert office.get(f"/dossiers/{code}", program).status_code == 404


def test_a_partner_has_its_own_channel_and_needs_the_scope(office: Office) -> None:
    """No program files as a person, none without the scope, no person as a program."""
    attempts = (
        office.file(PARTNER, example()),
        office.file(replace(PARTNER, scope=frozenset()), example(channel="partner")),
        office.file(CITIZEN, example(channel="partner")),
        office.file(PARTNER, at_desk()),
    )

    assert [answer.status_code for answer in attempts] == [403] * 4
    assert office.count("dossier") == 0


def test_who_is_logged_in_is_the_applicant(office: Office) -> None:
    """Another's number as the applicant's is refused; their matter is filed on behalf of them."""
    other = replace(APPLICANT, id_number="038190000002")

    answer = office.file(other, example())

    assert answer.status_code == 422
    assert answer.json["type"] == "/problems/applicant-is-another"  # type: ignore[index]
    assert office.file(APPLICANT, example()).status_code == 201


@pytest.mark.parametrize("desk", ["H56.14758", "H56.PVHCC", "H56.SNNMT.VPDK"])
def test_land_is_filed_at_any_desk_that_takes_it_in(office: Office, desk: str) -> None:
    """The code carries the receiving agency; who decides follows the land, not the desk."""
    clerk = replace(OFFICER, subject="clerk-1", agency=desk)

    code = code_of(office.file(clerk, at_desk(LAND, receiving_agency=desk)))

    accepted = office.said(code)[-1]
    assert isinstance(accepted, DossierAccepted)
    assert code == f"{desk}-261123-0001"
    assert (accepted.receiving_agency, accepted.competent_agency) == (desk, "H56.SNNMT.VPDK")


def test_an_officer_sent_to_another_desk_files_there(office: Office) -> None:
    """By the secondment of the register, while it lasts; the day after it is over, 403."""
    account, home = ELSEWHERE.subject, str(ELSEWHERE.agency)
    officer = "01a205ba-84eb-7777-ab98-ac614782c6aa"
    first, last = MONDAY.date() - DAY, MONDAY.date()
    office.hear(
        OfficerSet(
            officer=officer,
            account=account,
            agency=home,
            post="Chuyên viên",
            roles=("officer",),
            first_day=first,
            last_day=None,
            changed_at=MONDAY - DAY,
        )
    )
    office.hear(
        SecondmentSet(
            secondment=officer,
            officer=officer,
            account=account,
            agency="H56.14797",
            roles=("officer",),
            first_day=first,
            last_day=last,
            changed_at=MONDAY - DAY,
        )
    )

    assert code_of(office.file(ELSEWHERE, at_desk())) == "H56.14797-261123-0001"
    office.set_clock(MONDAY + 2 * DAY)
    assert office.file(ELSEWHERE, at_desk()).status_code == 403
    with office.database.transaction() as tx:
        tx.exec_driver_sql("TRUNCATE officer, officer_post, placement")


def test_an_agency_the_procedure_is_not_received_at_is_told(office: Office) -> None:
    """A department's desk takes no births in; the field is named and no number is used."""
    clerk = replace(OFFICER, subject="clerk-2", agency="H56.STP")

    answer = office.file(clerk, at_desk(receiving_agency="H56.STP"))

    assert answer.status_code == 422
    assert "/receiving_agency" in {error["pointer"] for error in answer.json["errors"]}  # type: ignore[index]
    assert office.count("dossier_counter") == 0
