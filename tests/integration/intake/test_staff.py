"""Copies of the register of officers: names in the timeline, standings in rights."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from contracts.events.routing import OfficerSet, SecondmentSet, StepCompleted
from kernel.rights import Actor, Role
from services.intake.staff.ports import OfficerName
from services.intake.staff.store.staff import PgStaff
from tests.integration.intake.office import COMMUNE, ELSEWHERE, MONDAY, OFFICER, Office

ID = "01a205ba-84eb-7777-ab98-ac614782c601"
DAY = timedelta(days=1)


@pytest.fixture
def staffed(office: Office) -> Office:
    """Give intake without officers."""
    with office.database.transaction() as tx:
        tx.execute(text("TRUNCATE officer, officer_post, placement"))
    return office


def entered(
    post: str, at: datetime, account: str = "appraiser-1", agency: str = COMMUNE
) -> OfficerSet:
    return OfficerSet(
        officer=ID,
        account=account,
        agency=agency,
        post=post,
        roles=("officer",),
        first_day=MONDAY.date() - DAY,
        last_day=None,
        changed_at=at,
    )


def completed(code: str) -> StepCompleted:
    return StepCompleted(
        dossier=code,
        task=ID,
        leg="registration",
        step="verify",
        step_name={"vi": "Thẩm định", "en": "Appraisal"},
        agency=COMMUNE,
        role="officer",
        officer="appraiser-1",
        action="complete",
        started_at=MONDAY,
        completed_at=MONDAY,
        due_at=None,
    )


def test_who_ended_a_step_is_named_with_the_post_of_that_day(staffed: Office) -> None:
    """Though the name comes after the step, and the post changes after both."""
    code = staffed.file().json["code"]  # type: ignore[index]
    staffed.hear(completed(code))
    staffed.hear(entered("Công chức tư pháp", MONDAY - DAY))
    staffed.hear(entered("Phó phòng", MONDAY + DAY))
    with staffed.database.transaction() as tx:
        copies = PgStaff(tx)
        assert copies.unnamed(10) == ["appraiser-1"]
        copies.put_names({"appraiser-1": OfficerName(name="Lê Thị Hạnh", changed_at=MONDAY + DAY)})
        assert copies.unnamed(10) == []

    lines = staffed.get(f"/dossiers/{code}/timeline").get_json()["items"]

    assert lines[-1]["by"] == {
        "name": "Lê Thị Hạnh",
        "post": "Công chức tư pháp",
        "role": "officer",
        "agency": COMMUNE,
    }


@pytest.mark.parametrize(("last", "status"), [(0, 200), (-1, 404)])
def test_a_secondment_opens_the_hosts_dossiers_while_it_lasts(
    staffed: Office, last: int, status: int
) -> None:
    """And the staff's reading is recorded with the post they have at home."""
    code = staffed.file().json["code"]  # type: ignore[index]
    agency = str(ELSEWHERE.agency)
    staffed.hear(entered("Chuyên viên", MONDAY - DAY, ELSEWHERE.subject, agency))
    staffed.hear(
        SecondmentSet(
            secondment=ID,
            officer=ID,
            account=ELSEWHERE.subject,
            agency=COMMUNE,
            roles=("officer",),
            first_day=MONDAY.date() - 9 * DAY,
            last_day=MONDAY.date() + last * DAY,
            changed_at=MONDAY,
        )
    )

    assert staffed.get(f"/dossiers/{code}", ELSEWHERE).status_code == status
    listed = staffed.get("/dossiers", ELSEWHERE).get_json()["items"]
    assert [line["code"] for line in listed] == ([code] if status == 200 else [])


def test_a_good_token_of_somebody_out_of_office_opens_nothing(staffed: Office) -> None:
    """The register says the office ended yesterday."""
    code = staffed.file().json["code"]  # type: ignore[index]
    gone = Actor(subject="appraiser-1", roles=frozenset({Role.OFFICER}), agency=COMMUNE)
    assert staffed.get(f"/dossiers/{code}", gone).status_code == 200
    ended = entered("Công chức", MONDAY)
    with staffed.database.transaction() as tx:
        PgStaff(tx).put_officer(ended)
        tx.execute(text("UPDATE officer SET last_day = :day"), {"day": MONDAY.date() - DAY})

    assert staffed.get(f"/dossiers/{code}", gone).status_code == 404
    answer = staffed.post(f"/dossiers/{code}/acceptance", {}, gone, version=1)
    assert answer.status_code == 404
    assert staffed.get(f"/dossiers/{code}", OFFICER).status_code == 200
