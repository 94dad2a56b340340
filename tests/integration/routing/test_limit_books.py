"""Routing finds by itself which limits have no timer of theirs, and who works at no agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import setting_for, write_setting
from chassis.reconciliation import BooksReader
from contracts.events.course import DossierSuspended
from services.routing.wiring.service import BOOKS
from services.routing.work.store.limit_books import restore_limits
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, agency
from tests.integration.routing.test_ways_at_once import consulting, runner
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, leg, step

SYSTEM = {"kind": "connector", "system": "land-tax", "timeout_minutes": 30, "tries": 2}
OPINION = {"kind": "consultation", "silence": "consent", "content": {"vi": "Ý?", "en": "Opinion?"}}
THREE: dict[str, Any] = {
    "legs": [
        leg("ask", [step("opine")], hours=16) | OPINION,
        leg("tax", [step("assess") | SYSTEM], hours=16),
        leg("sign", [step("sign")], after=["ask", "tax"]),
    ]
}
DAMAGE = {
    "lost": "DELETE FROM timer WHERE kind = :kind",
    "moved": "UPDATE timer SET due_at = due_at + interval '2 hours' WHERE kind = :kind",
    "of nobody": "UPDATE leg SET status = 'waiting', silent_at = NULL, late_at = NULL",
}
_TIMERS = text("""
    SELECT kind, subject, due_at FROM timer
    WHERE kind IN ('consultation', 'leg-late', 'system-silent') ORDER BY kind, subject
""")


def faults(suite: Suite) -> list[tuple[str, str, str]]:
    """Return what routing finds wrong: invariant, kind, id; nothing runs here that sends."""
    found = BooksReader(suite.database, BOOKS).faults()
    return [(one.invariant, one.kind, one.id) for one in found if one.invariant != "I6"]


def set_clock(suite: Suite, **ahead: float) -> None:
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(MONDAY + timedelta(**ahead), 1.0))


@pytest.fixture
def three(suite: Suite) -> Suite:
    """Give a case with an opinion, a system and a plain leg; its clock stands at the opening."""
    suite.hear_reference(THREE)
    suite.hear(accepted(legs={"ask": INSURANCE, "tax": COMMUNE, "sign": COMMUNE}))
    set_clock(suite)
    return suite


@pytest.mark.parametrize("kind", ["consultation", "leg-late", "system-silent"])
@pytest.mark.parametrize("how", ["lost", "moved"])
def test_a_limit_without_its_timer_is_found_and_set_again(
    three: Suite, kind: str, how: str
) -> None:
    """Of an opinion, of a leg's own term, of a system."""
    before = faults(three)
    with three.database.transaction() as tx:
        was = tx.execute(_TIMERS).all()
        tx.execute(text(DAMAGE[how]), {"kind": kind})
    damaged = faults(three)
    with three.database.transaction() as tx:
        restore_limits(tx, damaged[0][2])
        now = tx.execute(_TIMERS).all()

    assert before == []
    assert [row.kind for row in was] == ["consultation", "leg-late", "system-silent"]
    assert [(one[0], one[1]) for one in damaged] == [("I7", "timer is not the limit's")]
    assert damaged[0][2].startswith(f"{DOSSIER}/")
    assert (now, faults(three)) == (was, [])


def test_setting_timers_again_keeps_a_lateness_that_nobody_noted_yet(three: Suite) -> None:
    """Its timer is due and has not rung: it rings after that, and is no fault before or after."""
    set_clock(three, days=7)
    with three.database.transaction() as tx:
        tx.execute(text("DELETE FROM timer WHERE kind NOT IN ('leg-late', 'consultation')"))
        restore_limits(tx, DOSSIER)
        tx.execute(text("DELETE FROM timer WHERE kind = 'system-silent'"))
        left = [row.kind for row in tx.execute(_TIMERS)]
    while runner(three).run_one():
        pass

    assert left == ["consultation", "leg-late"]
    assert three.count("violation") == 2


def test_a_timer_of_no_limit_is_found_and_dropped(three: Suite) -> None:
    """Its leg does not run."""
    with three.database.transaction() as tx:
        tx.execute(text(DAMAGE["of nobody"]))
    found = {one[2].partition("/")[2] for one in faults(three)}
    with three.database.transaction() as tx:
        restore_limits(tx, DOSSIER)

    assert found == {"ask", "tax"}
    assert faults(three) == []


def test_a_limit_that_is_looked_at_again_or_was_passed_is_no_fault(suite: Suite) -> None:
    """The head holds the work up over it: the timer comes each hour."""
    consulting(suite, "consent")
    about = {"code": DOSSIER, "procedure": PROCEDURE}
    about |= {"receiving_agency": COMMUNE, "competent_agency": COMMUNE}
    suite.hear(DossierSuspended(suspended_at=MONDAY, officer="head-1", **about))
    passed = faults(suite)
    assert runner(suite).run_one()
    looked = faults(suite)
    with suite.database.transaction() as tx:
        tx.execute(text("UPDATE timer SET due_at = due_at + interval '1 day'"))

    assert (passed, looked) == ([], [])
    assert [one[1] for one in faults(suite)] == ["timer is not the limit's"]


def test_open_work_at_an_agency_that_has_ended_is_told(three: Suite) -> None:
    """From an hour after its last day on; as long as it is there, and of others, nothing."""
    three.hear(replace(agency(INSURANCE), valid_to=MONDAY.date()))
    amid = faults(three)
    set_clock(three, hours=17.5)
    ended = faults(three)

    assert amid == []
    assert [(one[0], one[1]) for one in ended] == [("I3", "open task at an agency that has ended")]
