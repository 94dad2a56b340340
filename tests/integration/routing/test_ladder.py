"""Escalation on PostgreSQL: told once a rung, isolated per case, and read by whom it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import setting_for, write_setting
from chassis.timers import TimerRunner
from contracts.events.clock import SupplementRequested
from kernel.rights import Actor, Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, agency
from tests.integration.routing.test_officers import Register
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, leg, officer, step

OFFICER = officer(Role.OFFICER)
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
HEAD = officer(Role.HEAD, subject="head-1")
ABOVE = officer(Role.HEAD, subject="leader-1", agency="H56")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
ADMIN = officer(Role.ADMIN, subject="admin-1")
TWO: dict[str, object] = {
    "legs": [leg("one", [step("s")]), leg("two", [step("s")], after=["one"])]
}
LADDER = f"/admin/escalation-ladders/{COMMUNE}"
OTHER = "H56.14797-261102-0002"
HEADS = {"rules": [{"procedure": PROCEDURE, "rungs": [{"percent": 50, "level": "head"}]}]}


def ring(suite: Suite, hours: float = 0) -> None:
    """Turn the clock on by hours and do every timer of a rung that is due."""
    suite.clock.advance(hours=hours)
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(suite.clock(), 1.0))
    runner = TimerRunner(suite.database, suite.routing.escalation.timers())
    while runner.run_one():
        pass


def told(suite: Suite, actor: Actor, query: str = "") -> list[tuple[str, int, str]]:
    """Return what somebody reads: dossier, percent, audience; the newest first."""
    reply = suite.get(f"/alerts{query}", actor)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return [(a["dossier"], a["percent"], a["audience"]) for a in reply.get_json()["items"]]


def timers(suite: Suite) -> list[str]:
    with suite.database.read() as tx:
        return list(tx.scalars(text("SELECT subject FROM timer WHERE kind = 'rung'")))


@pytest.fixture
def begun(suite: Suite) -> Suite:
    """Give a case whose first step has the whole of Monday morning; the province stands above."""
    suite.hear_reference(TWO)
    suite.hear(replace(agency("H56"), parent=None), replace(agency(COMMUNE), parent="H56"))
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    return suite


def test_each_rung_is_told_once_to_those_it_names(begun: Suite) -> None:
    """The owner at 75 %, the head at 100 %, the agency above at 120 %; each said as an event."""
    begun.act(OFFICER, begun.worklist(OFFICER)[0], "claim")
    ring(begun, 2.9)
    early = told(begun, OFFICER)
    ring(begun, 0.2)
    reminded = told(begun, OFFICER)
    ring(begun, 3)
    ring(begun, 24)
    said = begun.said()
    with begun.database.read() as tx:
        events = tx.scalars(
            text("SELECT data FROM event_log WHERE type LIKE '%step-escalated%' ORDER BY position")
        ).all()

    assert (early, reminded) == ([], [(DOSSIER, 75, "officer")])
    assert told(begun, OFFICER) == reminded
    assert told(begun, COLLEAGUE) == []
    assert told(begun, HEAD) == [(DOSSIER, 100, "head")]
    assert told(begun, ABOVE) == [(DOSSIER, 120, "head")]
    assert said.count("step-escalated") == 3
    assert [(e["percent"], e["told_agency"], e["told_officer"]) for e in events] == [
        (75, COMMUNE, "officer-1"),
        (100, COMMUNE, None),
        (120, "H56", None),
    ]
    assert timers(begun) == []


def test_a_step_that_ended_tells_nobody_and_the_next_one_begins_its_own(begun: Suite) -> None:
    """Ended in time; the second leg is another agency's, whose unit is reminded."""
    begun.do(OFFICER, "complete")
    watched = timers(begun)
    ring(begun, 6)

    assert watched == [DOSSIER]
    assert told(begun, HEAD) == told(begun, OFFICER) == []
    assert told(begun, INSURER) == [(DOSSIER, 75, "unit")]
    assert told(begun, INSURER, "?state=ended") == []
    begun.do(INSURER, "complete")
    ring(begun, 48)
    assert told(begun, INSURER, "?state=ended") == [(DOSSIER, 75, "unit")]
    assert timers(begun) == []


def test_while_the_clock_stands_nobody_is_told(begun: Suite) -> None:
    """Papers are asked for: the timer goes with the clock."""
    begun.hear(
        SupplementRequested(
            code=DOSSIER,
            procedure=PROCEDURE,
            receiving_agency=COMMUNE,
            competent_agency=COMMUNE,
            accepted=True,
            requested_at=begun.clock(),
            supplement_by=MONDAY + timedelta(days=20),
            officer="desk-1",
        )
    )
    watched = timers(begun)
    ring(begun, 48)

    assert watched == []
    assert begun.count("alert") == 0


def test_a_broken_case_does_not_stop_the_others(begun: Suite) -> None:
    """Its step is unknown: its timer fails and is put off, the other case's is done."""
    begun.hear(accepted(OTHER, legs={"one": COMMUNE, "two": INSURANCE}))
    with begun.database.transaction() as tx:
        tx.execute(
            text("""UPDATE step SET step = 'gone'
                WHERE case_id = (SELECT id FROM "case" WHERE dossier = :dossier)"""),
            {"dossier": DOSSIER},
        )
        tx.execute(text("UPDATE timer SET due_at = due_at - interval '1 minute'"
                        " WHERE subject = :dossier"), {"dossier": DOSSIER})  # fmt: skip
    ring(begun, 3.1)
    with begun.database.read() as tx:
        row = tx.execute(text("SELECT subject, attempts FROM timer WHERE attempts > 0")).one()

    assert tuple(row) == (DOSSIER, 1)
    assert told(begun, OFFICER) == [(OTHER, 75, "unit")]


def test_a_ladder_is_laid_down_and_open_cases_follow_it(begun: Suite) -> None:
    """By an administrator, as it was read; the old timer moves, and faults are refused."""
    shown = begun.get(LADDER, ADMIN)
    silent = {"rules": [{"rungs": [{"percent": 150, "level": "head"}]}]}
    refused = begun.write(ADMIN, "PUT", LADDER, 0, body=silent)
    laid = begun.write(ADMIN, "PUT", LADDER, 0, body=HEADS)
    stale = begun.write(ADMIN, "PUT", LADDER, 0, body=HEADS)
    unknown = begun.get("/admin/escalation-ladders/H99", ADMIN)
    foreign = begun.get(LADDER, HEAD)
    ring(begun)
    ring(begun, 2.1)

    assert (shown.get_json()["version"], shown.headers["ETag"]) == (0, '"0"')
    assert refused.get_json()["type"] == "/problems/ladder-faulty"
    assert laid.get_json()["rules"] == HEADS["rules"]
    assert [r.status_code for r in (laid, stale, unknown, foreign)] == [200, 412, 404, 403]
    assert told(begun, HEAD) == [(DOSSIER, 50, "head")]
    assert told(begun, OFFICER) == []


def test_alerts_are_read_page_by_page(begun: Suite) -> None:
    """Three for two heads; the second page begins behind the first, a foreign cursor is none."""
    ring(begun, 48)
    with begun.database.transaction() as tx:
        tx.execute(
            text("""INSERT INTO alert
                SELECT gen_random_uuid(), dossier, procedure, leg, step, task, percent, audience,
                    agency, officer, confidential, due_at, at - interval '1 hour'
                FROM alert WHERE audience = 'head'""")
        )
    first = begun.get("/alerts?limit=1", HEAD)
    document: dict[str, Any] = first.get_json()
    second = told(begun, HEAD, f"?limit=1&cursor={document['cursor']}")
    bad = begun.get("/alerts?cursor=x", HEAD)

    assert 'rel="next"' in first.headers["Link"]
    assert [len(document["items"]), len(second)] == [1, 1]
    assert bad.status_code == 422
    assert begun.get("/alerts", ADMIN).status_code == 403


def known(suite: Suite, actor: Actor, alert: str) -> tuple[int, dict[str, Any]]:
    """Let somebody who read it new say that they know of an alert."""
    reply = suite.write(actor, "PUT", f"/alerts/{alert}/acknowledgement", 0)
    return reply.status_code, reply.get_json()


def waiting(suite: Suite, actor: Actor) -> int:
    """Return how many alerts wait to be known, as the live counters say."""
    return int(suite.get("/worklist/counters", actor).get_json()["alerts"])


def test_whoever_was_told_says_that_they_know_and_nobody_else(begun: Suite) -> None:
    """Who and when stand in the list, the live counter falls; nobody else's alerts move."""
    begun.act(OFFICER, begun.worklist(OFFICER)[0], "claim")
    ring(begun, 3.1)
    ring(begun, 3)
    (alert,) = begun.get("/alerts", OFFICER).get_json()["items"]
    before = [waiting(begun, who) for who in (OFFICER, COLLEAGUE, HEAD)]
    foreign = known(begun, COLLEAGUE, alert["id"])
    placed_nowhere = known(begun, ADMIN, alert["id"])
    status, said = known(begun, OFFICER, alert["id"])
    begun.clock.advance(hours=1)
    again = known(begun, OFFICER, alert["id"])

    assert alert["acknowledged"] is None
    assert (before, foreign[0], placed_nowhere[0]) == ([1, 0, 1], 404, 403)
    assert foreign[1]["type"] == "/problems/alert-not-found"
    assert status == 200
    at = "2026-11-02T14:06:00+07:00"
    assert said == alert | {"acknowledged": {"by": "officer-1", "at": at}, "etag": "1"}
    assert again[0] == 412
    assert [waiting(begun, who) for who in (OFFICER, COLLEAGUE, HEAD)] == [0, 0, 1]
    assert told(begun, OFFICER, "?acknowledged=false") == []
    assert told(begun, OFFICER, "?acknowledged=true") == [(DOSSIER, 75, "officer")]


def test_of_a_unit_the_first_who_knows_answers_for_it(begun: Suite) -> None:
    """A colleague who says so later changes nothing; an ended step waits for nobody."""
    ring(begun, 3.1)
    (alert,) = begun.get("/alerts", OFFICER).get_json()["items"]
    before = [waiting(begun, who) for who in (OFFICER, COLLEAGUE)]
    known(begun, COLLEAGUE, alert["id"])
    late, _ = known(begun, OFFICER, alert["id"])
    (kept,) = begun.get("/alerts", OFFICER).get_json()["items"]
    begun.do(OFFICER, "complete")
    ring(begun, 48)
    seen = waiting(begun, INSURER)
    begun.do(INSURER, "complete")

    assert before == [1, 1]
    assert (late, kept["acknowledged"]["by"]) == (412, COLLEAGUE.subject)
    assert waiting(begun, OFFICER) == 0
    assert (seen, waiting(begun, INSURER)) == (1, 0)
    assert begun.count("alert_acknowledgement") == 1


def test_what_is_said_names_those_who_read_it(begun: Suite) -> None:
    """Of the register alone, by where each stands that day: the unit, its head, those above."""
    register = Register(begun)
    begun.hear(replace(agency("H56"), parent=None), replace(agency(COMMUNE), parent="H56"))
    for account, place, *roles in (
        ("officer-1", COMMUNE, "officer"),
        ("officer-2", COMMUNE, "officer"),
        ("head-1", COMMUNE, "head"),
        ("insurer-1", INSURANCE, "officer"),
        ("leader-1", "H56", "head"),
    ):
        register.enter(account, *roles, agency=place)
    left = register.enter("officer-3", "officer", agency=COMMUNE)
    register.place(left, "deactivation", {})
    ring(begun, 48)
    with begun.database.read() as tx:
        events = tx.scalars(
            text("SELECT data FROM event_log WHERE type LIKE '%step-escalated%' ORDER BY position")
        ).all()
    people = (OFFICER, COLLEAGUE, HEAD, ABOVE, INSURER)
    lists = {actor.subject: told(begun, actor) for actor in people}
    read = [
        {account for account, alerts in lists.items() if wanted in alerts}
        for wanted in ((DOSSIER, 75, "unit"), (DOSSIER, 100, "head"), (DOSSIER, 120, "head"))
    ]

    assert [event["told_accounts"] for event in events] == [
        ["officer-1", "officer-2"],
        ["head-1"],
        ["leader-1"],
    ]
    assert [set(event["told_accounts"]) for event in events] == read
    assert {event["procedure"] for event in events} == {PROCEDURE}
    assert [event["open_days"] for event in events] == [["2026-11-04", "2026-11-05"]] * 3
