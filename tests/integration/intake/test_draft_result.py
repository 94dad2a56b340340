"""The owner checks a draft of the result: a yes, a no, silence, and what a calendar moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from contracts.events.course import WithdrawalRequested
from contracts.events.intake import DossierFinished
from contracts.events.result import (
    DossierReopened,
    DraftResultConfirmed,
    DraftResultObjected,
    DraftResultOffered,
)
from kernel.rights import Actor
from services.intake.registry.store.reconciliation import BOOKS
from tests.integration.intake.clocked import at, deadline, dossier, filed, ring, send, timers
from tests.integration.intake.life_acts import BUSINESS, OWNER
from tests.integration.intake.office import (
    ELSEWHERE,
    HEAD,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
    at_desk,
    example,
)
from tests.integration.intake.test_reception import decided, opened
from tests.integration.intake.test_replanning import off, post, vn

ASKED = MONDAY + timedelta(hours=1)  # 23 November 2026, ten o'clock; the 24th is off
UNTIL = "2026-11-26T17:30:00+07:00"
WRONG = "Sai năm sinh của bà Trịnh Thị Hàng."
CALLED = {"recorded": {"who": "Bà Trịnh Thị Hàng", "way": "telephone"}}
HANDED = {"method": "online"}
OWNER_OF = replace(OWNER, id_number=str(example(BUSINESS)["applicant"]["id_number"]))


def offered(office: Office) -> str:
    """Bring a household business to its draft."""
    code = filed(office, at_desk(BUSINESS), OFFICER)
    office.hear(opened(code))
    office.set_clock(ASKED)
    office.hear(decided(code, MONDAY))
    return code


def again(office: Office, code: str) -> None:
    office.hear(decided(code, office.clock()))


def draft(office: Office, code: str, actor: Actor = OWNER_OF) -> dict[str, Any]:
    answer = office.get(f"/dossiers/{code}/draft-result", actor)
    assert answer.json is not None
    return dict(answer.json) | {"http": answer.status_code}


def answer(
    office: Office, code: str, what: str, body: object, actor: Actor = OWNER_OF
) -> tuple[int, dict[str, Any]]:
    return send(office, code, f"draft-result/{what}", body, actor)


def problem(document: dict[str, Any]) -> str:
    return str(document["type"]).rpartition("/")[2]


def clean(office: Office) -> list[str]:
    """Return what intake finds wrong with its books, but for what no relay has sent here."""
    with office.database.read() as tx:
        found = [fault for check in BOOKS.checks for fault in check(tx)]
    return [str(fault) for fault in found if fault.invariant != "I6"]


def test_a_decision_is_shown_as_a_draft_first(office: Office) -> None:
    """9, waiting; number and fields in words; the term runs from when the owner was told."""
    code = offered(office)

    shown = draft(office, code)

    here = dossier(office, code)
    assert (here["status"]["code"], here["sub_status"]) == (9, "waiting-confirmation")
    assert (here["confirm_by"], here["timeliness"]) == (UNTIL, "early")
    assert (shown["result_number"], shown["confirm_by"], shown["waiting"]) == (
        "15/KS",
        UNTIL,
        True,
    )
    born = next(one for one in shown["fields"] if one["field"] == "owner/birth_date")
    assert (born["group"]["vi"], born["text"]["vi"]) == ("Chủ hộ kinh doanh", "14/09/1988")
    assert timers(office) == {code: at("2026-11-27 00:00")}
    finished, said = office.said(code)[-2:]
    assert isinstance(finished, DossierFinished)
    assert isinstance(said, DraftResultOffered)
    assert (finished.awaits_confirmation, said.offered_at) == (True, ASKED)
    assert finished.officer == said.officer == "head-1"
    assert clean(office) == []


def test_a_yes_lets_the_result_go(office: Office) -> None:
    """Nothing is handed over before it."""
    code = offered(office)
    before, refused = send(office, code, "handover", HANDED, OFFICER)

    status, changed = answer(office, code, "confirmation", {})

    assert (before, problem(refused), refused["confirm_by"]) == (409, "draft-not-confirmed", UNTIL)
    assert (status, changed["sub_status"]) == (200, "waiting-return")
    assert timers(office) == {}
    said = office.said(code)[-1]
    assert isinstance(said, DraftResultConfirmed)
    assert (said.way, said.officer) == ("online", None)
    assert send(office, code, "handover", HANDED, OFFICER)[0] == 200


def test_a_no_takes_the_result_back_with_its_words_sealed(office: Office) -> None:
    """9 to 4 by the path of a corrected error; nobody is named on the bus."""
    code = offered(office)
    due = dossier(office, code)["due_at"]

    status, changed = answer(office, code, "objection", {"reason": WRONG})

    assert (status, changed["status"]["code"], changed["due_at"]) == (200, 4, due)
    assert (changed["confirm_by"], changed["finished_at"]) == (None, None)
    objected, reopened = office.said(code)[-2:]
    assert isinstance(objected, DraftResultObjected)
    assert isinstance(reopened, DossierReopened)
    assert (objected.number, reopened.cause, reopened.officer) == (1, "objection", "")
    why = office.get(f"/dossiers/{code}/error-correction", HEAD).json or {}
    assert [(one["cause"], one["reason"]) for one in why["items"]] == [("objection", WRONG)]
    with office.database.read() as tx:
        kept = tx.execute(text("SELECT reason FROM result_correction")).scalar_one()
    assert "Trịnh" not in kept
    assert clean(office) == []


def test_two_objections_are_heard_and_the_third_draft_is_given(office: Office) -> None:
    """Each draft is told anew; nobody holds a result up for ever."""
    code = offered(office)
    states = []
    for _ in range(2):
        answer(office, code, "objection", {"reason": WRONG})
        again(office, code)
        states.append(dossier(office, code)["sub_status"])

    assert states == ["waiting-confirmation", "waiting-return"]
    assert draft(office, code)["http"] == 404
    assert answer(office, code, "objection", {"reason": WRONG})[0] == 409
    offers = [one.number for one in office.said(code) if isinstance(one, DraftResultOffered)]
    assert offers == [1, 2]


def test_silence_is_consent_once_the_term_is_over(office: Office) -> None:
    """At midnight after its last day; told in the timeline, said, and done once."""
    code = offered(office)
    early = ring(office, at("2026-11-26 23:59"))

    rung = ring(office, at("2026-11-27 00:00"))

    assert (early, rung) == (0, 1)
    assert dossier(office, code)["sub_status"] == "waiting-return"
    said = office.said(code)[-1]
    assert isinstance(said, DraftResultConfirmed)
    assert (said.way, said.officer) == ("silence", None)
    lines = (office.get(f"/dossiers/{code}/timeline", OFFICER).json or {})["items"]
    assert [line["kind"] for line in lines[-3:]] == [
        "finished",
        "draft-offered",
        "draft-consented",
    ]
    assert ring(office, at("2026-12-10 09:00")) == 0
    assert clean(office) == []


def test_a_no_after_the_term_is_too_late_before_the_timer_rings(office: Office) -> None:
    """What was consented to by silence stays so."""
    code = offered(office)
    office.set_clock(at("2026-11-27 00:00"))

    status, refused = answer(office, code, "objection", {"reason": WRONG})

    assert (status, problem(refused)) == (409, "draft-term-over")
    assert answer(office, code, "confirmation", {})[0] == 200


def test_an_officer_records_whose_answer_it_is_and_how_it_came(office: Office) -> None:
    """Sealed, shown among the reasons; owners answer for themselves alone."""
    code = offered(office)
    bare, unsaid = answer(office, code, "confirmation", {}, OFFICER)
    own, not_own = answer(office, code, "confirmation", CALLED)

    status, _ = answer(office, code, "confirmation", CALLED, OFFICER)

    assert (bare, problem(unsaid)) == (422, "answer-unattributed")
    assert (own, problem(not_own)) == (422, "answer-is-own")
    assert status == 200
    said = office.said(code)[-1]
    assert isinstance(said, DraftResultConfirmed)
    assert (said.way, said.officer) == ("telephone", OFFICER.subject)
    reasons = dossier(office, code)["reasons"]
    assert [(one["kind"], one["reason"]) for one in reasons] == [
        ("draft-answer", "Bà Trịnh Thị Hàng")
    ]
    with office.database.read() as tx:
        assert "Trịnh" not in tx.execute(text("SELECT sealed FROM dossier_reason")).scalar_one()


def test_a_draft_is_nobody_elses(office: Office) -> None:
    """Neither to read nor to answer; without one there is nothing to read."""
    code = offered(office)
    none = filed(office, at_desk(BUSINESS), OFFICER)

    assert draft(office, code, STRANGER)["http"] == 404
    assert draft(office, code, ELSEWHERE)["http"] == 404
    assert answer(office, code, "confirmation", CALLED, ELSEWHERE)[0] == 404
    assert draft(office, none, OFFICER)["http"] == 404
    assert answer(office, none, "confirmation", CALLED, OFFICER)[0] == 409


def test_a_refusal_is_no_draft(office: Office) -> None:
    """It waits to be handed over, as ever."""
    code = filed(office, at_desk(BUSINESS), OFFICER)
    office.hear(opened(code))

    office.hear(decided(code, MONDAY, outcome="refused"))

    assert dossier(office, code)["sub_status"] == "waiting-return"
    assert timers(office) == {}


def test_a_calendar_moves_the_term_and_not_the_date_that_ended(fresh_office: Office) -> None:
    """And a result taken back afterwards has a due date of the new calendar."""
    office = fresh_office
    code = offered(office)
    due = dossier(office, code)["due_at"]
    post(office, "", vn(2, off("2026-11-26")))
    ring(office, ASKED)

    moved = dossier(office, code)
    row = deadline(office, code)["ledger"][-1]
    answer(office, code, "objection", {"reason": WRONG})
    ring(office, ASKED + timedelta(minutes=3))  # the re-plan's last look

    assert (moved["confirm_by"], moved["due_at"]) == ("2026-11-27T17:30:00+07:00", due)
    assert (row["clock"], row["rule"], row["old_due_at"]) == ("confirmation", "replan", UNTIL)
    assert dossier(office, code)["due_at"] == "2026-11-30T17:30:00+07:00"
    assert clean(office) == []


def test_the_owner_cannot_take_the_dossier_back_meanwhile(office: Office) -> None:
    """It is decided."""
    code = offered(office)

    status, _ = send(office, code, "withdrawal", {}, OWNER_OF)

    assert status == 409
    assert not any(isinstance(one, WithdrawalRequested) for one in office.said(code))
