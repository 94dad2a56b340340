"""A wrong procedure put right moves the case, the date and the receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.events.intake import DossierFinished
from contracts.events.routing import ObligationFound
from kernel.rights import Actor
from tests.integration.intake.clocked import (
    at,
    deadline,
    dossier,
    filed,
    received,
    ring,
    send,
    timers,
)
from tests.integration.intake.office import (
    BIRTH,
    COMMUNE,
    ELSEWHERE,
    HEAD,
    LAND,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
    example,
)
from tests.integration.intake.receptions import (
    LINKED,
    applicant,
    as_linked,
    correct,
    corrected,
    versions,
)
from tests.integration.intake.test_reception import decided, opened


def test_a_wrong_procedure_moves_the_case_and_finds_the_date_anew(office: Office) -> None:
    """From the acceptance on, by the right term; said with the legs, and told in the ledger."""
    code = received(office, BIRTH)
    office.hear(opened(code))
    office.set_clock(MONDAY + timedelta(hours=1))
    before = dossier(office, code)

    status, answer = correct(office, code, as_linked(), HEAD)

    assert status == 200, answer
    now = dossier(office, code)
    assert (now["procedure"], now["status"]["code"]) == (LINKED, 4)
    assert now["due_at"] > before["due_at"]
    said = corrected(office, code)
    assert said.moved
    assert (said.case_number, said.earlier_procedure) == (2, BIRTH)
    assert [leg.leg for leg in said.legs] == ["registration", "insurance"]
    row = deadline(office, code)["ledger"][-1]
    assert row["rule"] == "correct-reception"
    assert (row["old_due_at"], row["new_due_at"]) == (before["due_at"], now["due_at"])
    assert row["moves"][0]["at"].startswith("2026-11-23T09:00")  # accepted then, counted from then
    assert timers(office).keys() == {code}
    (earlier,) = versions(office, code)
    assert (earlier["procedure"], earlier["due_at"]) == (BIRTH, before["due_at"])


def test_what_the_case_it_no_longer_has_still_says_changes_nothing(office: Office) -> None:
    """Neither its beginning, nor a decision, nor an obligation; those of the new case do."""
    code = received(office, BIRTH)
    assert correct(office, code, as_linked(), HEAD)[0] == 200
    before = (dossier(office, code), office.said(code))

    office.hear(opened(code))
    office.hear(decided(code, MONDAY))
    office.hear(
        ObligationFound(dossier=code, case="case-1", agency=COMMUNE, officer="", found_at=MONDAY)
    )

    assert (dossier(office, code), office.said(code)) == before
    office.hear(replace(opened(code), case_number=2))
    assert dossier(office, code)["status"]["code"] == 4
    office.hear(replace(decided(code, MONDAY), case_number=2))
    assert isinstance(office.said(code)[-1], DossierFinished)


def test_the_corrected_receipt_says_what_it_replaces_and_the_first_is_printed_again(
    office: Office,
) -> None:
    """Two versions; the bytes of the first stay."""
    code = received(office, BIRTH)
    path = f"/dossiers/{code}/forms/receipt"
    first = office.get(path, OFFICER)
    office.set_clock(MONDAY + timedelta(hours=1))
    assert correct(office, code, as_linked(), HEAD)[0] == 200

    second = office.get(path, OFFICER)

    assert first.data[:4] == second.data[:4] == b"%PDF"
    assert first.data != second.data
    assert office.get(f"{path}?version=1", OFFICER).data == first.data
    forms = office.get(f"/dossiers/{code}/forms", OFFICER).json
    assert forms is not None
    made = next(form for form in forms["items"] if form["form"] == "receipt")["versions"]
    assert [issue["why"] for one in made for issue in one["issues"]] == [
        "first-print",
        "reprint",
        "corrected-version",
    ]


@pytest.mark.parametrize("actor", [OFFICER, replace(OFFICER, roles=HEAD.roles)])
def test_what_moves_case_or_date_needs_who_signs(office: Office, actor: Actor) -> None:
    """An officer corrects data; another procedure is for the head."""
    code = received(office, BIRTH)

    status, answer = correct(office, code, as_linked(), actor)

    assert status == (403 if actor is OFFICER else 200), answer


def test_while_the_clock_stands_data_are_corrected_and_nothing_moves(office: Office) -> None:
    """Papers are waited for: another procedure is a conflict, a phone number is none."""
    code = received(office, BIRTH)
    office.hear(opened(code))
    order = {
        "items": [{"paper": "birth-certificate-of-hospital", "what": "Bị mờ."}],
        "reason": "Thiếu.",
    }
    assert send(office, code, "supplement-request", order, OFFICER)[0] == 200

    moved, answer = correct(office, code, as_linked(), HEAD)
    phone, _ = correct(office, code, {"applicant": applicant(phone="0987654321")}, HEAD)

    assert (moved, answer["type"]) == (409, "/problems/clock-stands")
    assert (phone, dossier(office, code)["status"]["code"]) == (200, 5)
    assert timers(office).keys() == {code}


def test_papers_the_right_procedure_asks_for_are_named_and_asked_for_after(office: Office) -> None:
    """The desk corrects first, then asks for what is missing, once."""
    code = received(office, BIRTH)
    office.hear(opened(code))
    right = as_linked() | {"papers": [{"paper": "declaration-of-birth", "seen": True}]}

    assert correct(office, code, right, HEAD)[0] == 200

    lines = office.get(f"/dossiers/{code}/timeline", OFFICER).json
    assert lines is not None
    line = lines["items"][-1]
    assert line["kind"] == "reception-corrected"
    assert "health-insurance-declaration" in line["data"]["missing_papers"]
    order = {
        "items": [{"paper": "health-insurance-declaration", "what": "Chưa có."}],
        "reason": "Thiếu.",
    }
    assert send(office, code, "supplement-request", order, OFFICER)[0] == 200


def test_a_date_that_has_passed_already_is_told_at_once(office: Office) -> None:
    """The other way round: linked received, plain registration it is, due days ago."""
    code = received(office, LINKED)
    office.hear(opened(code))
    office.set_clock(at("2026-11-26 09:00"))
    right = at_desk(BIRTH)
    changes = {name: right[name] for name in ("procedure", "form", "papers")}

    status, answer = correct(office, code, changes, HEAD)

    assert (status, answer["due_at"]) == (200, "2026-11-23T17:30:00+07:00")
    assert ring(office, at("2026-11-26 09:00")) == 1
    lines = office.get(f"/dossiers/{code}/timeline", OFFICER).json
    assert lines is not None
    assert lines["items"][-1]["kind"] == "overdue"


def test_the_competent_agency_follows_from_the_procedure(office: Office) -> None:
    """Nobody types it; the agency it went to by mistake finds the dossier no more."""
    land = at_desk(LAND, receiving_agency=COMMUNE)
    code = filed(office, land, OFFICER)
    registry = replace(ELSEWHERE, agency=dossier(office, code)["competent_agency"])
    assert office.get(f"/dossiers/{code}", registry).status_code == 200
    birth = at_desk(BIRTH)
    right = {name: birth[name] for name in ("procedure", "case", "form", "papers")}

    status, answer = correct(office, code, right, HEAD)

    assert status == 200, answer
    said = corrected(office, code)
    assert (said.earlier_competent_agency, said.competent_agency) == (registry.agency, COMMUNE)
    assert "competent_agency" in said.changed
    assert office.get(f"/dossiers/{code}", registry).status_code == 404


def test_a_field_that_decides_nothing_moves_nothing(office: Office) -> None:
    """Another number of the parcel is for any officer of the desk, and the case goes on."""
    code = received(office, LAND)
    officer = replace(OFFICER, agency=dossier(office, code)["receiving_agency"])
    form = example(LAND)["form"]
    form["parcel"]["parcel_number"] = "346"

    assert correct(office, code, {"form": form}, officer)[0] == 200
    said = corrected(office, code)
    assert (said.moved, said.changed, said.case_number) == (False, ("form",), 1)
