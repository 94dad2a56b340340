"""Further papers: once, in time, the clock anew; or the dossier is closed."""

from __future__ import annotations

import pytest

from contracts.events.clock import (
    AnswerLate,
    DossierStopped,
    DossierSupplemented,
    SupplementOverridden,
    SupplementRequested,
    SupplementSubmitted,
)
from contracts.events.intake import DossierAccepted, DossierRefused
from contracts.events.routing import CaseDecided, CaseOpened
from tests.integration.intake.clocked import (
    ORDER,
    ask,
    at,
    deadline,
    dossier,
    filed,
    head_of,
    officer_of,
    received,
    ring,
    send,
    timers,
)
from tests.integration.intake.office import (
    CITIZEN,
    COMMUNE,
    ELSEWHERE,
    HEAD,
    LAND,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
)

NOTHING: dict[str, list[str]] = {"papers": []}
ITEM = {"paper": "birth-certificate-of-hospital", "what": "Bản sao giấy chứng sinh"}


def processing(office: Office) -> str:
    """Receive a land dossier at the desk (18 working days); routing has begun."""
    code = received(office, LAND)
    office.hear(
        CaseOpened(
            dossier=code,
            case="case-1",
            procedure=LAND,
            procedure_version=1,
            legs=(),
            opened_at=MONDAY,
        )
    )
    return code


def test_asking_before_acceptance_stops_nothing_but_the_answer(office: Office) -> None:
    """1 to 5; the papers are due in 15 working days; owner and desk see what is asked."""
    code = filed(office)
    status, answer = ask(office, code)
    shown = office.get(f"/dossiers/{code}/supplement-request").json

    assert (status, answer["status"]["code"], answer["version"]) == (200, 5, 2)
    assert shown == {
        "asked_at": "2026-11-23T09:00:00+07:00",
        "answer_by": "2026-12-15T17:30:00+07:00",
        "items": [{**ITEM, "field": None}],
        "reason": ORDER["reason"],
        "missing": None,
    }
    assert timers(office) == {code: at("2026-12-12T08:00")}
    assert isinstance(office.said(code)[-1], SupplementRequested)


def test_papers_sent_in_are_answered_anew_and_lead_to_acceptance(office: Office) -> None:
    """Sent at night they count from the next opening; the desk accepts (5 to 2)."""
    code = filed(office)
    ask(office, code)
    office.set_clock(at("2026-12-01T20:00"))
    _, sent = send(office, code, "supplement", NOTHING, CITIZEN)
    shown = dossier(office, code)
    office.set_clock(at("2026-12-02T09:00"))
    _, accepted = send(office, code, "acceptance", {}, OFFICER)

    assert (sent["status"]["code"], sent["sub_status"]) == (5, "supplement-received")
    assert shown["answer_by"] == "2026-12-02T17:30:00+07:00"
    assert (accepted["status"]["code"], accepted["sub_status"]) == (2, None)
    assert accepted["due_at"] == "2026-12-02T17:30:00+07:00"
    assert [type(event) for event in office.said(code)[-2:]] == [
        SupplementSubmitted,
        DossierAccepted,
    ]


def test_after_acceptance_the_term_starts_again_from_zero(office: Office) -> None:
    """Asked on day 2 of 18; with the papers the full 18 days run from the day they came."""
    code = processing(office)
    before = deadline(office, code)["due_at"]
    office.set_clock(at("2026-11-26T10:00"))
    ask(office, code)
    stopped = deadline(office, code)
    office.set_clock(at("2026-12-01T10:00"))
    _, running = send(office, code, "supplement", NOTHING, officer_of(code))
    after = deadline(office, code)

    assert before == "2026-12-18T17:30:00+07:00"
    assert (stopped["due_at"], stopped["state"]) == (None, "stopped")
    assert running["status"]["code"] == 4
    assert running["due_at"] == "2026-12-25T17:30:00+07:00"
    assert [
        (row["clock"], row["rule"], row["old_due_at"], row["new_due_at"])
        for row in after["ledger"]
    ] == [
        ("term", "start", None, before),
        ("term", "stop", before, None),
        ("supplement", "supplement-limit", None, "2026-12-17T17:30:00+07:00"),
        ("term", "restart", None, "2026-12-25T17:30:00+07:00"),
    ]
    assert all(
        row["ground"] and row["text"]["vi"] and row["text"]["en"] for row in after["ledger"]
    )
    assert after["ledger"][-1]["by"]["agency"] == "H56.PVHCC"
    assert isinstance(office.said(code)[-1], DossierSupplemented)


@pytest.mark.parametrize("accepted", ["accepted", ""])
def test_asking_twice_is_refused_whoever_asks(office: Office, accepted: str) -> None:
    """Once in a dossier's life, before and after acceptance counted together."""
    code = processing(office) if accepted else filed(office)
    ask(office, code)
    send(office, code, "supplement", NOTHING, officer_of(code))
    if not accepted:
        office.hear(
            CaseOpened(
                dossier=code,
                case="c",
                procedure=LAND,
                procedure_version=1,
                legs=(),
                opened_at=MONDAY,
            )
        )
    status, answer = ask(office, code, head_of(code))

    assert (status, answer["type"].rpartition("/")[2]) == (409, "supplement-already-asked")
    assert dossier(office, code)["status"]["code"] == 4


def test_too_late_after_acceptance_only_the_head_may_and_it_is_a_violation(
    office: Office,
) -> None:
    """Accepted on Monday 23rd (24th is off): until Friday 27th; the 30th is too late."""
    code = processing(office)
    office.set_clock(at("2026-11-30T08:00"))
    late, problem = ask(office, code)
    officer, _ = ask(office, code, override={"reason": "Cần thêm"})
    said = len(office.said(code))
    head, _ = ask(office, code, head_of(code), override={"reason": "Cần thêm"})
    last = office.said(code)[-1]

    assert (late, problem["type"].rpartition("/")[2]) == (409, "supplement-too-late")
    assert problem["allowed_until"] == "2026-11-27T17:30:00+07:00"
    assert (officer, head) == (403, 200)
    assert len(office.said(code)) == said + 2
    assert isinstance(last, SupplementOverridden)
    assert last.officer == HEAD.subject


def test_the_last_evening_is_still_in_time(office: Office) -> None:
    """Kept to the day: asked at 20:00 of the third working day it needs nobody's override."""
    code = processing(office)
    office.set_clock(at("2026-11-27T20:00"))

    assert ask(office, code)[0] == 200


def test_without_papers_an_accepted_dossier_is_stopped(office: Office) -> None:
    """5 to 8 when the fifteenth day is over, not an hour before, reminded once; final."""
    code = processing(office)
    office.set_clock(at("2026-11-26T10:00"))
    ask(office, code)
    early = ring(office, at("2026-12-17T23:59"))
    rung = ring(office, at("2026-12-18T00:00"))
    shown = dossier(office, code)
    too_late, _ = send(office, code, "supplement", NOTHING, officer_of(code))

    assert (early, rung) == (1, 1)
    assert shown["status"]["code"] == 8
    assert timers(office) == {}
    last = office.said(code)[-1]
    assert isinstance(last, DossierStopped)
    assert last.in_charge == officer_of(code).subject
    assert too_late == 409


def test_without_papers_a_dossier_never_accepted_is_refused(office: Office) -> None:
    """5 to 3, with the reason."""
    code = filed(office)
    ask(office, code)
    ring(office, at("2026-12-16T00:00"))
    shown = dossier(office, code)

    assert shown["status"]["code"] == 3
    assert "bổ sung" in shown["refusal_reason"]
    assert isinstance(office.said(code)[-1], DossierRefused)


def test_papers_that_came_in_time_are_not_closed(office: Office) -> None:
    """The desk's delay is not the citizen's: only the answer is late then."""
    code = filed(office)
    ask(office, code)
    office.set_clock(at("2026-12-15T23:00"))
    send(office, code, "supplement", NOTHING, CITIZEN)
    ring(office, at("2026-12-20T00:00"))
    again, _ = send(office, code, "supplement", NOTHING, CITIZEN)

    assert dossier(office, code)["status"]["code"] == 5
    assert isinstance(office.said(code)[-1], AnswerLate)
    assert again == 409


def test_who_may_not_ask_or_answer(office: Office) -> None:
    """Foreign desks and strangers know of nothing; the owner cannot ask, nobody skips If-Match."""
    code = filed(office)
    path = f"/dossiers/{code}/supplement-request"
    answers = [
        office.post(path, ORDER, actor, key=f"key-of-{actor.subject}", version=1).status_code
        for actor in (ELSEWHERE, STRANGER, CITIZEN)
    ]
    bare = office.post(path, ORDER, OFFICER, key="key-zero").status_code
    stale = office.post(path, ORDER, OFFICER, key="key-one-", version=9).status_code
    empty = office.post(
        path, ORDER | {"items": []}, OFFICER, key="key-two-", version=1
    ).status_code
    keyless = office.post(path, ORDER, OFFICER, version=1).status_code
    ask(office, code)
    strange = office.post(
        f"/dossiers/{code}/supplement", NOTHING, STRANGER, key="key-three", version=2
    ).status_code

    assert answers == [404, 403, 403]
    assert (bare, stale, empty, keyless, strange) == (428, 412, 422, 400, 404)


def test_acceptance_waits_for_the_papers(office: Office) -> None:
    """What was asked for must be in before the desk finds the dossier complete."""
    code = filed(office)
    ask(office, code)
    status, problem = send(office, code, "acceptance", {}, OFFICER)

    assert (status, problem["type"].rpartition("/")[2]) == (409, "supplement-missing")


def test_the_same_key_asks_once(office: Office) -> None:
    """A repeated request gets the first answer."""
    code = filed(office)
    path = f"/dossiers/{code}/supplement-request"
    first, second = (
        office.post(path, ORDER, OFFICER, key="the-same-key", version=1) for _ in range(2)
    )

    assert (first.status_code, second.status_code, first.json) == (200, 200, second.json)
    assert office.count("supplement_request") == 1


def test_a_decision_signed_before_the_stop_was_known_counts(office: Office) -> None:
    """Routing decided while the request was on its way: the stop is void, the old date counts."""
    code = processing(office)
    office.set_clock(at("2026-11-26T10:00"))
    ask(office, code)
    office.hear(
        CaseDecided(
            dossier=code,
            case="case-1",
            outcome="approved",
            result_number="1/KQ",
            agency=COMMUNE,
            officer="head-1",
            decided_at=at("2026-11-26T10:01"),
        )
    )
    shown = dossier(office, code)

    assert (shown["status"]["code"], shown["timeliness"]) == (9, "early")
    assert shown["due_at"] == "2026-12-18T17:30:00+07:00"
    assert timers(office) == {}
