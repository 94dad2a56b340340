"""The list of risks on PostgreSQL: worked out by a timer, read by heads, found by an index."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import setting_for, write_setting
from chassis.timers import TimerRunner
from kernel.rights import Actor, Role
from services.routing.lateness.store.risks import page_statement
from tests.integration.routing.suite import Suite, accepted, agency
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, leg, officer, step

OFFICER = officer(Role.OFFICER)
HEAD = officer(Role.HEAD, subject="head-1")
INSURANCE_HEAD = officer(Role.HEAD, subject="insurer-9", agency=INSURANCE)
PROVINCE = officer(Role.SUPERVISOR, subject="office-1", agency="H56")
SHORT: dict[str, object] = {
    "legs": [leg("one", [step("s")]), leg("two", [step("t", hours=16)], after=["one"], hours=16)]
}
_CODES = [f"H56.14797-261102-000{number}" for number in range(1, 4)]


def look(suite: Suite, hours: float = 0) -> None:
    """Turn the clock on, and look ahead at every agency whose time it is."""
    suite.clock.advance(hours=hours)
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(suite.clock(), 1.0))
    runner = TimerRunner(suite.database, suite.routing.outlook.timers())
    while runner.run_one():
        pass


def listed(suite: Suite, actor: Actor = HEAD, query: str = "") -> list[dict[str, Any]]:
    reply = suite.get(f"/risks{query}", actor)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    items: list[dict[str, Any]] = reply.get_json()["items"]
    return items


@pytest.fixture
def begun(suite: Suite) -> Suite:
    """Give three dossiers: due in three, two and fourteen days, each with twenty hours of work."""
    suite.hear_reference(SHORT)
    suite.hear(replace(agency("H56"), parent=None), replace(agency(COMMUNE), parent="H56"))
    for code, days in zip(_CODES, (3, 2, 14), strict=True):
        dossier = accepted(code, legs={"one": COMMUNE, "two": INSURANCE})
        suite.hear(replace(dossier, due_at=MONDAY + timedelta(days=days, hours=1)))
    return suite


def test_what_will_be_late_is_listed_with_the_figures_why(begun: Suite) -> None:
    """Before anything is late: the one due on Wednesday; heads of other agencies do not see it."""
    look(begun)
    (line,) = listed(begun)
    counted = begun.count("violation")

    assert (line["dossier"], line["level"], line["cause"]) == (_CODES[1], "likely", "step")
    assert line["figures"].pop("left") in {1019, 1020}
    assert line["figures"] == {
        "usual": 240,
        "slow": 240,
        "samples": 0,
        "spent": 0,
        "ahead": 0,
        "wait": 0,
        "rest": 960,
    }
    assert counted == 0
    assert [each["dossier"] for each in listed(begun, PROVINCE)] == [_CODES[1]]
    assert listed(begun, INSURANCE_HEAD) == []
    assert begun.get("/risks", OFFICER).status_code == 403


def test_history_and_queue_decide_once_there_is_some(begun: Suite) -> None:
    """Five steps that took two days each: now all but the last are likely to be late."""
    with begun.database.transaction() as tx:
        tx.execute(
            text("""
                INSERT INTO step (id, case_id, leg, step, agency, role, status, started_at,
                    ended_at, ended_by, ending, version)
                SELECT gen_random_uuid(), case_id, leg, step, agency, role, 'ended',
                    started_at - interval '14 days', started_at - interval '12 days', 'officer-1',
                    'complete', 2
                FROM step, generate_series(1, 5)
            """)
        )
    look(begun)
    found = listed(begun)

    assert [line["dossier"] for line in found] == [_CODES[1], _CODES[0]]
    assert {line["figures"]["samples"] for line in found} == {15}
    assert found[0]["figures"]["usual"] == 960
    assert listed(begun, query="?to=2026-11-04") == found[:1]
    assert listed(begun, query="?level=possible") == []


def test_the_list_is_worked_out_again_and_forgets_what_ended(begun: Suite) -> None:
    """Every two office hours; a step that ended meanwhile is gone at once."""
    look(begun)
    with begun.database.read() as tx:
        again = tx.scalar(
            text("SELECT due_at FROM timer WHERE kind = 'look-ahead' AND subject = :code"),
            {"code": COMMUNE},
        )
    task = listed(begun)[0]["task"]
    begun.clock.advance(hours=27)
    item = next(one for one in begun.worklist(OFFICER) if one["task"] == task)
    claimed = begun.act(OFFICER, item, "claim").get_json()
    begun.act(OFFICER, claimed, "complete")
    gone = listed(begun)
    look(begun)

    assert abs(again - MONDAY - timedelta(hours=2)) < timedelta(minutes=1)
    assert gone == []
    assert [line["dossier"] for line in listed(begun, INSURANCE_HEAD)] == [_CODES[1]]


def test_a_page_is_read_by_an_index(begun: Suite) -> None:
    """Page by page, and no plan sorts or scans the whole list at ten thousand lines."""
    look(begun)
    with begun.database.transaction() as tx:
        tx.execute(text("SET LOCAL session_replication_role = replica"))
        tx.execute(
            text("""
                INSERT INTO risk SELECT gen_random_uuid(), 'H56.' || number % 100, dossier,
                    procedure, level, cause, due_at + number * interval '1 minute', expected_at,
                    usual, slow, samples, spent, ahead, wait, rest, "left", confidential, looked_at
                FROM risk, generate_series(1, 10000) number
            """)
        )
        tx.execute(text("ANALYZE risk"))
        asked = {"above": ["H56.7"], "at": [], "everywhere": True, "limit": 21}
        plan = "\n".join(
            tx.scalars(text(f"EXPLAIN {page_statement({})}").bindparams(**asked)).all()
        )
    bad = begun.get("/risks?cursor=x", HEAD)

    assert "risk_due_idx" in plan
    assert "Seq Scan on risk" not in plan
    assert bad.status_code == 422
