"""What happens to a dossier's clock at intake reaches legs, steps, letters and figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from chassis.clock import machine_clock
from chassis.timers import TimerRunner
from kernel.calendar import CalendarDay, DayKind
from kernel.clock import VIETNAM
from services.intake.wiring.clock import publish_one_calendar, timer_handlers
from services.reporting.reconciliation.domain.invariant import Invariant
from services.reporting.reconciliation.usecases.reconcile import reconcile
from services.routing.wiring.clocks import CaseClocks
from services.routing.wiring.work import Routing
from tests.integration.intake.office import LAND, at_desk, shipped
from tests.integration.reconciliation.province import Province
from tests.integration.reconciliation.test_clean import QUICK

DESK = "H56.PVHCC"


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=VIETNAM)


def call(
    province: Province, path: str, body: object, version: int | None = None
) -> dict[str, Any]:
    headers = {"Authorization": "Bearer gateway:officer", "Idempotency-Key": f"key-{path[-40:]}"}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    client = province.apps["intake"].test_client()
    answer = client.post(path, json=body, headers=headers)
    assert answer.status_code < 300, answer.json
    assert answer.json is not None
    return dict(answer.json)


def open_land(province: Province) -> str:
    body = at_desk(LAND) | {"receiving_agency": "H56.14797"}
    if body["receiving_agency"] != "H56.14797":
        raise AssertionError
    code: str = call(province, "/dossiers", body)["code"]
    province.pump()
    return code


def clocks(province: Province, code: str) -> dict[str, Any]:
    with province.databases["routing"].read() as tx:
        case = tx.execute(text('SELECT * FROM "case" WHERE dossier = :c'), {"c": code}).one()
        step = tx.execute(
            text("SELECT * FROM step WHERE case_id = :i ORDER BY started_at DESC LIMIT 1"),
            {"i": case.id},
        ).one()
        leg = tx.execute(
            text("SELECT * FROM leg WHERE case_id = :i AND leg = :l"),
            {"i": case.id, "l": step.leg},
        ).one()
    return {
        "status": case.status,
        "suspended": case.suspended,
        "case": case.due_at,
        "leg": leg.due_at,
        "step": step.due_at,
        "ending": step.ending,
    }


def letters(province: Province, code: str) -> list[str]:
    with province.databases["notification"].read() as tx:
        found = tx.execute(
            text("SELECT template FROM message WHERE dossier = :c ORDER BY queued_at, id"),
            {"c": code},
        ).scalars()
        return list(found)


def ring(province: Province, now: datetime) -> None:
    province.set_clock(now)
    runner = TimerRunner(province.databases["intake"], timer_handlers(province.parts))
    while runner.run_one():
        pass
    province.pump()
    routing = Routing(database=province.databases["routing"], clock=province.parts.clock)
    handlers: CaseClocks = routing.clocks
    runner = TimerRunner(province.databases["routing"], handlers.timers())
    while runner.run_one():
        pass


def facts_that_differ(province: Province) -> list[object]:
    """Return what reporting holds otherwise than intake said it."""
    province.age()
    report = reconcile(
        books=province.books(), clock=machine_clock, pause=lambda _: None, patience=QUICK
    )
    return [found for found in report.found if found.invariant is Invariant.I8]


def test_a_supplement_stops_and_restarts_the_clocks_of_a_case(province: Province) -> None:
    """Suspended with intake; with the papers legs and steps have their whole time again."""
    code = open_land(province)
    before = clocks(province, code)
    province.set_clock(at("2026-11-25T10:00"))
    order = {"items": [{"paper": "land-registration-request", "what": "Thiếu"}], "reason": "Thiếu"}
    call(province, f"/dossiers/{code}/supplement-request", order, version=2)
    province.pump()
    standing = clocks(province, code)
    province.set_clock(at("2026-12-01T10:00"))
    call(province, f"/dossiers/{code}/supplement", {"papers": []}, version=3)
    province.pump()
    after = clocks(province, code)

    assert before["case"] is not None
    assert (standing["suspended"], standing["case"], standing["leg"], standing["step"]) == (
        "supplement",
        None,
        None,
        None,
    )
    assert after["suspended"] is None
    assert after["case"] > before["case"]
    assert at("2026-12-01T10:00") < after["step"] <= after["leg"] <= after["case"]
    assert letters(province, code)[-2:] == ["supplement-requested", "dossier-supplemented"]
    assert facts_that_differ(province) == []


def test_a_dossier_stopped_for_want_of_papers_ends_its_case(province: Province) -> None:
    """Routing cancels the tasks; reporting counts it; all services agree."""
    code = open_land(province)
    order = {"items": [{"paper": "land-registration-request", "what": "Thiếu"}], "reason": "Thiếu"}
    call(province, f"/dossiers/{code}/supplement-request", order, version=2)
    ring(province, at("2027-01-04T09:00"))
    found = clocks(province, code)
    with province.databases["reporting"].read() as tx:
        kinds = set(
            tx.execute(text("SELECT kind FROM fact WHERE dossier = :c"), {"c": code}).scalars()
        )

    assert (found["status"], found["ending"]) == ("stopped", "cancelled")
    assert letters(province, code)[-1] == "dossier-stopped"
    assert "stopped" in kinds


def test_a_calendar_moves_legs_and_steps_and_writes_one_letter(province: Province) -> None:
    """A day that is off now moves the clocks of legs and steps with the dossier's."""
    code = open_land(province)
    before = clocks(province, code)
    calendar = next(one for one in shipped().calendars if one.id == "vn")
    day = date(2026, 11, 25)
    row = CalendarDay(day=day, kind=DayKind.OFF, note="Nghỉ hoán đổi", notice="99/TB")
    changed = replace(calendar, version=2, days=dict(calendar.days) | {day: row})
    publish_one_calendar(province.parts, changed, "99/TB", by="admin-1")
    province.parts.memory._kept.clear()
    ring(province, at("2026-11-23T09:10"))
    province.pump()
    after = clocks(province, code)
    publish_one_calendar(province.parts, changed, "99/TB", by="admin-1")
    ring(province, at("2026-11-23T09:20"))

    assert after["case"] > before["case"]
    assert after["leg"] > before["leg"]
    assert letters(province, code).count("dossier-replanned") == 1
    assert clocks(province, code) == after
    assert facts_that_differ(province) == []
