"""Limits come one after another, each once: alerts, the late answer, the apology, the due date."""

from __future__ import annotations

import threading

from sqlalchemy import text

from chassis.timers import TimerRunner
from contracts.events.clock import AnswerLate, ApologyDue, DossierPaused, DossierResumed
from contracts.events.intake import DossierAccepted
from contracts.events.routing import CaseOpened, ObligationFound, ObligationMet
from services.intake.wiring.clock import timer_handlers
from tests.integration.intake.clocked import (
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
from tests.integration.intake.office import LAND, MONDAY, OFFICER, Office


def alerts(office: Office, code: str, *, head: bool = False) -> list[tuple[str, str]]:
    answer = office.get("/desk-alerts", head_of(code) if head else officer_of(code))
    assert answer.json is not None
    return [(item["dossier"], item["kind"]) for item in answer.json["items"]]


def test_desk_and_head_are_told_and_then_the_answer_is_late(office: Office) -> None:
    """Received 09:00: the desk at 11:00, the head at 09:00 two days on (24th is off)."""
    code = filed(office)
    before = timers(office)[code]
    none = ring(office, at("2026-11-23T10:59"))
    desk = ring(office, at("2026-11-23T11:00"))
    told = alerts(office, code), alerts(office, code, head=True)
    head = ring(office, at("2026-11-25T09:01"))
    told_head = alerts(office, code), alerts(office, code, head=True)
    status, _ = send(office, code, "acceptance", {}, OFFICER)
    timeline = office.get(f"/dossiers/{code}/timeline").json

    assert before == at("2026-11-23T11:00")
    assert (none, desk, head) == (0, 1, 2)
    assert told == ([(code, "staff-alert")], [(code, "staff-alert")])
    assert told_head == (
        [(code, "staff-alert")],
        [(code, "head-alert"), (code, "staff-alert")],
    )
    assert status == 200
    assert [type(one) for one in office.said(code)[-2:]] == [AnswerLate, DossierAccepted]
    assert timeline is not None
    assert "answer-late" in [line["kind"] for line in timeline["items"]]
    assert alerts(office, code, head=True) == []


def test_an_answer_in_time_silences_the_alerts(office: Office) -> None:
    """Accepted after the first alert: nothing is late, the desk's list is empty again."""
    code = filed(office)
    ring(office, at("2026-11-23T11:00"))
    send(office, code, "acceptance", {}, OFFICER)
    ring(office, at("2026-11-23T17:00"))

    assert alerts(office, code) == []
    assert AnswerLate not in {type(one) for one in office.said(code)}


def test_a_late_answer_is_told_even_when_no_timer_rang(office: Office) -> None:
    """The timers' process was down: who answers too late says so; and it is said once."""
    code = filed(office)
    office.set_clock(at("2026-11-25T10:00"))
    send(office, code, "acceptance", {}, OFFICER)

    assert [type(one) for one in office.said(code)].count(AnswerLate) == 1


def test_an_alert_leaves_the_version_alone(office: Office) -> None:
    """Who read the dossier before the alert can still answer it."""
    code = filed(office)
    ring(office, at("2026-11-23T11:00"))
    answer = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)

    assert answer.status_code == 200


def test_the_apology_comes_before_the_due_date_and_then_it_is_over(office: Office) -> None:
    """Due Friday 18 December: thought of on Thursday morning; overdue when Friday is over."""
    code = received(office, LAND)
    first = timers(office)[code]
    ring(office, at("2026-12-17T07:30"))
    said = office.said(code)[-1]
    second = timers(office)[code]
    still = ring(office, at("2026-12-18T23:59"))
    over = ring(office, at("2026-12-19T00:00"))

    assert (first, second) == (at("2026-12-17T07:30"), at("2026-12-19T00:00"))
    assert isinstance(said, ApologyDue)
    assert (still, over) == (0, 1)
    assert alerts(office, code, head=True) == [(code, "due"), (code, "apology")]
    assert timers(office) == {}


def test_runners_at_once_do_each_limit_once(office: Office) -> None:
    """Three runners over thirty dossiers: one alert each, no more."""
    for _ in range(30):
        filed(office)
    office.set_clock(at("2026-11-23T11:00"))
    stop = threading.Event()
    runners = [
        TimerRunner(office.database, timer_handlers(office.parts), name=f"r{n}") for n in range(3)
    ]
    threads = [threading.Thread(target=each.run, args=(stop,)) for each in runners]
    for thread in threads:
        thread.start()
    for _ in range(400):
        if office.count("desk_alert") >= 30:
            break
        stop.wait(0.05)
    stop.set()
    for thread in threads:
        thread.join()

    assert office.count("desk_alert") == 30


def test_a_limit_waits_while_somebody_answers(office: Office) -> None:
    """The desk holds the dossier: the timer steps aside at once and nobody dies of a deadlock."""
    code = filed(office)
    office.set_clock(at("2026-11-23T11:00"))
    runner = TimerRunner(office.database, timer_handlers(office.parts))
    with office.database.transaction() as tx:
        tx.execute(text("SELECT 1 FROM dossier WHERE code = :c FOR UPDATE"), {"c": code})
        held = runner.run_one()
        tx.execute(text("DELETE FROM timer WHERE subject = :c"), {"c": code})

    assert held is True
    assert office.count("desk_alert") == 0
    assert runner.run_one() is False


def land(office: Office, happened: type, name: str, instant: str, code: str) -> None:
    office.hear(
        happened(
            dossier=code,
            case="case-1",
            agency="H56.PVHCC",
            officer="officer-9",
            **{name: at(instant)},
        )
    )


def test_an_obligation_stops_the_clock_in_whole_days(office: Office) -> None:
    """Paused on day 10 of 18 with 9 used: the day of resuming is not counted, 9 are left."""
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
    land(office, ObligationFound, "found_at", "2026-12-08T10:00", code)
    paused = dossier(office, code), deadline(office, code), timers(office)
    land(office, ObligationMet, "met_at", "2026-12-14T14:00", code)
    resumed = dossier(office, code)
    ledger = deadline(office, code)["ledger"]

    assert (paused[0]["status"]["code"], paused[0]["due_at"], paused[2]) == (6, None, {})
    assert paused[1]["ledger"][-1]["text"]["vi"].endswith("còn 9 ngày làm việc.")
    assert resumed["status"]["code"] == 4
    assert resumed["due_at"] == "2026-12-25T17:30:00+07:00"
    assert [row["rule"] for row in ledger] == ["start", "stop", "resume"]
    assert [type(one) for one in office.said(code)[-2:]] == [DossierPaused, DossierResumed]
