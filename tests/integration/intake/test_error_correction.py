"""A result with an error is taken back before it is handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from contracts.events.intake import DossierFinished
from contracts.events.result import DossierReopened
from kernel.rights import Actor
from tests.integration.intake.clocked import at, deadline, dossier, ring, timers
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    ELSEWHERE,
    HEAD,
    MONDAY,
    OFFICER,
    Office,
    at_desk,
)
from tests.integration.intake.test_reception import decided, opened

REASON = "Sai ngày sinh của ông Nguyễn Văn Ế."


def settled(office: Office) -> str:
    answer = office.file(OFFICER, at_desk(BIRTH)).json
    assert answer is not None
    code = str(answer["code"])
    office.hear(opened(code))
    office.hear(decided(code, MONDAY + timedelta(hours=1)))
    return code


def correct(office: Office, code: str, actor: Actor = HEAD) -> tuple[int, dict[str, Any]]:
    version = dossier(office, code)["version"]
    path = f"/dossiers/{code}/error-correction"
    answer = office.post(path, {"reason": REASON}, actor, version=version)
    assert answer.json is not None
    return answer.status_code, answer.json


def test_the_result_is_taken_back_and_the_date_stays(office: Office) -> None:
    """9 to 4: no finish, no result, the same due date, its limits waited for again; said."""
    code = settled(office)
    due = dossier(office, code)["due_at"]
    office.set_clock(MONDAY + timedelta(hours=2))

    status, changed = correct(office, code)

    assert (status, changed["status"]["code"], changed["sub_status"]) == (200, 4, None)
    assert (changed["due_at"], changed["finished_at"]) == (due, None)
    assert list(timers(office)) == [code]
    said = office.said(code)[-1]
    assert isinstance(said, DossierReopened)
    assert (said.cause, said.finished_at) == ("error", MONDAY + timedelta(hours=1))
    row = deadline(office, code)["ledger"][-1]
    assert (row["rule"], row["old_due_at"], row["new_due_at"]) == ("correct-error", due, due)
    assert deadline(office, code)["moves"]  # why the date is what it is, as before


def test_the_later_decision_is_the_finish(office: Office) -> None:
    """And it is held against the date that stayed."""
    code = settled(office)
    correct(office, code)

    office.hear(decided(code, at("2026-11-27 10:00")))

    said = office.said(code)[-1]
    assert isinstance(said, DossierFinished)
    assert said.timeliness == "late"
    assert dossier(office, code)["finished_at"] == "2026-11-27T10:00:00+07:00"


def test_a_limit_that_passed_meanwhile_is_not_told_again(office: Office) -> None:
    """Taken back after its due date, it has no limit left; reconciliation finds that right."""
    code = settled(office)
    ring(office, at("2026-12-02 09:00"))

    status, _ = correct(office, code)

    assert status == 200
    assert timers(office) == {}


def test_only_who_signs_for_the_competent_agency_may(office: Office) -> None:
    """No officer, no other agency's head, no citizen; before a result there is nothing to do."""
    code = settled(office)

    assert correct(office, code, OFFICER)[0] == 403
    assert correct(office, code, CITIZEN)[0] == 403
    assert correct(office, code, replace(ELSEWHERE, roles=HEAD.roles))[0] == 404
    assert correct(office, code)[0] == 200
    assert correct(office, code)[0] == 409


def test_what_was_handed_over_stays_so(office: Office) -> None:
    """10 is final."""
    code = settled(office)
    version = dossier(office, code)["version"]
    handed = office.post(
        f"/dossiers/{code}/handover", {"method": "online"}, OFFICER, version=version
    )
    assert handed.status_code == 200

    assert correct(office, code)[0] == 409


def test_the_reason_is_shown_to_readers_and_sealed_at_rest(office: Office) -> None:
    """In the database nobody reads it, in timeline and event it does not stand."""
    code = settled(office)
    correct(office, code)

    shown = office.get(f"/dossiers/{code}/error-correction", HEAD).json
    assert shown is not None
    assert [one["reason"] for one in shown["items"]] == [REASON]
    with office.database.read() as tx:
        kept = tx.execute(text("SELECT reason FROM result_correction")).scalar_one()
        told = tx.execute(text("SELECT string_agg(data::text, '') FROM timeline_entry"))
        assert REASON not in kept
        assert "ngày sinh" not in told.scalar_one()
    assert office.get(f"/dossiers/{code}/error-correction", ELSEWHERE).status_code == 404


def test_dates_follow_a_calendar_published_meanwhile(fresh_office: Office) -> None:
    """What was settled when days were moved is looked at again once it is at work."""
    office = fresh_office
    code = settled(office)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET calendar_version = calendar_version - 1"))
        tx.execute(
            text("""
                INSERT INTO replan (calendar, version, started_at, finished_at)
                SELECT calendar, calendar_version + 1, motcua_now(), motcua_now() FROM dossier
            """)
        )

    correct(office, code)

    with office.database.read() as tx:
        row = tx.execute(text("SELECT calendar, calendar_version FROM dossier")).one()
        waiting = tx.execute(text("SELECT subject FROM timer WHERE kind = 'replan'")).scalars()
        assert list(waiting) == [f"{row.calendar}/{row.calendar_version + 1}"]
