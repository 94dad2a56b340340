"""Timers and officers at one moment: held until each is in the other's way, then let go.

The case's row lock puts them in a row. A stream of events is held here from outside: whoever goes
first stops at its first word, with all of its reading behind it, and so would a second one that
no lock of the case holds back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import setting_for, write_setting
from chassis.db import Database, Transaction
from chassis.timers import Timer, TimerHandler, TimerRunner
from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_ways import statuses, told
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, leg, officer, step

OFFICER = officer(Role.OFFICER)
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
PATIENCE = 60.0
STREAM = "SELECT 1 FROM event_stream WHERE subject = 'dossier/' || :dossier FOR UPDATE"
CASE = 'SELECT 1 FROM "case" WHERE dossier = :dossier FOR UPDATE'
STUCK = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
""")


@pytest.fixture
def patient(suite: Suite) -> Iterator[Suite]:
    """Give a suite whose connections wait for locks as long as a slow machine needs."""
    database = Database(
        suite.database.url, name="patient", statement_seconds=PATIENCE, lock_seconds=PATIENCE
    )
    yield Suite(database)
    database.dispose()


def wait_for_stuck(suite: Suite, wanted: int) -> None:
    """Return once that many transactions wait for a lock."""
    until = time.monotonic() + PATIENCE / 2
    while time.monotonic() < until:
        with suite.database.read() as tx:
            if tx.scalar(STUCK) == wanted:
                return
        time.sleep(0.05)
    raise AssertionError(f"{wanted} transactions should have been waiting for a lock")


@contextmanager
def held(suite: Suite, what: str) -> Iterator[None]:
    """Hold a row of the dossier, idle for as long as it takes, and let go at the end."""
    with suite.database.transaction() as tx:
        tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        assert tx.scalar(text(what), {"dossier": DOSSIER}) == 1
        yield


def let_go_together(
    suite: Suite, acts: Sequence[Callable[[], Any]], behind: str = STREAM
) -> list[Any]:
    """Start the acts one after the other behind a lock, let go, and return what each came to."""
    with ThreadPoolExecutor(len(acts)) as threads:
        doing: list[Future[Any]] = []
        with held(suite, behind):
            for act in acts:
                doing.append(threads.submit(act))
                wait_for_stuck(suite, len(doing))
        return [each.result(timeout=PATIENCE) for each in doing]


def consulting(suite: Suite, silence: str) -> datetime:
    """Open a case that asks the insurance, make its limit pass, and return the limit."""
    asked = leg("ask", [step("opine")], hours=16) | {
        "kind": "consultation",
        "silence": silence,
        "content": {"vi": "Ý kiến?", "en": "Opinion?"},
    }
    suite.hear_reference({"legs": [asked, leg("sign", [step("s")], after=["ask"])]})
    suite.hear(accepted(legs={"ask": INSURANCE, "sign": COMMUNE}))
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(MONDAY + timedelta(days=3), 1.0))
        tx.execute(text("DELETE FROM timer WHERE kind <> 'consultation'"))
        limit: datetime = tx.execute(text("SELECT due_at FROM timer")).scalar_one()
    return limit


def runner(suite: Suite) -> TimerRunner:
    return TimerRunner(suite.database, suite.routing.clocks.timers())


def handed_out_twice(suite: Suite, limit: datetime) -> Callable[[], None]:
    """Return the handler of the consultation's timer, in a transaction of its own."""
    timer = Timer(
        id=1,
        kind="consultation",
        subject=f"{DOSSIER}/ask",
        due_at=limit,
        payload={},
        attempts=0,
        now=limit,
    )
    handlers = {each.kind: each.handle for each in suite.routing.clocks.timers()}

    def handle() -> None:
        with suite.database.transaction() as tx:
            handlers[timer.kind](tx, timer)

    return handle


def require_lapsed_once(suite: Suite, silence: str) -> None:
    (lapsed,) = told(suite, "consultation-lapsed")
    assert (lapsed["leg"], lapsed["agency"], lapsed["silence"]) == ("ask", INSURANCE, silence)
    assert suite.count("timer") == 0
    if silence == "consent":
        assert statuses(suite) == {"ask": "finished", "sign": "running"}
        assert [each["leg"] for each in told(suite, "leg-started")] == ["ask", "sign"]
        assert suite.worklist(INSURER) == []
        suite.do(OFFICER, "complete")
    else:
        assert statuses(suite) == {"ask": "running", "sign": "waiting"}
        suite.do(INSURER, "complete")
        assert statuses(suite) == {"ask": "finished", "sign": "running"}


@pytest.mark.parametrize("silence", ["consent", "escalate"])
def test_of_two_runners_one_lets_a_consultation_lapse(patient: Suite, silence: str) -> None:
    """The other finds no timer while the first is still at it, nor afterwards."""
    consulting(patient, silence)
    others: list[bool] = []
    with ThreadPoolExecutor(1) as threads:
        with held(patient, STREAM):
            first = threads.submit(runner(patient).run_one)
            wait_for_stuck(patient, 1)
            others.append(runner(patient).run_one())
        assert first.result(timeout=PATIENCE) is True
    others.append(runner(patient).run_one())

    assert others == [False, False]
    require_lapsed_once(patient, silence)


@pytest.mark.parametrize("silence", ["consent", "escalate"])
def test_a_timer_in_two_hands_lapses_a_consultation_once(patient: Suite, silence: str) -> None:
    """Whatever timers do: the second handler finds under the case's lock that it was done."""
    limit = consulting(patient, silence)
    let_go_together(patient, [handed_out_twice(patient, limit)] * 2)

    require_lapsed_once(patient, silence)


def test_legs_that_end_at_one_moment_start_the_join_once(patient: Suite) -> None:
    """The second reads what the first wrote, and starts what waited for both."""
    patient.hear_reference(
        {
            "legs": [
                leg("a", [step("s")]),
                leg("b", [step("s")]),
                leg("c", [step("s")], after=["a", "b"]),
            ]
        }
    )
    patient.hear(accepted(legs={"a": COMMUNE, "b": INSURANCE, "c": COMMUNE}))
    held = [
        (who, patient.act(who, patient.worklist(who)[0], "claim").get_json())
        for who in (OFFICER, INSURER)
    ]
    ends = [
        lambda who=who, task=task: patient.act(who, task, "complete").status_code
        for who, task in held
    ]

    assert let_go_together(patient, ends) == [200, 200]
    assert statuses(patient) == {"a": "finished", "b": "finished", "c": "running"}
    assert [each["leg"] for each in told(patient, "leg-started")].count("c") == 1
    assert [task["leg"] for task in patient.worklist(OFFICER)] == ["c"]


def test_an_opinion_at_the_limit_is_not_lost_to_the_timer(patient: Suite) -> None:
    """Who holds the case first counts: the timer waits, and neither ends the other by deadlock."""
    consulting(patient, "consent")
    task = patient.act(INSURER, patient.worklist(INSURER)[0], "claim").get_json()
    (real,) = (each for each in patient.routing.clocks.timers() if each.kind == "consultation")
    tried: list[str] = []

    def watched(tx: Transaction, timer: Timer) -> None:
        tried.append("begun")
        real.handle(tx, timer)
        tried.append("done")

    timers = TimerRunner(patient.database, [TimerHandler(kind=real.kind, handle=watched)])
    opinion, timer = let_go_together(
        patient,
        [lambda: patient.act(INSURER, task, "complete").status_code, timers.run_one],
        behind=CASE,
    )

    assert (opinion, timer, tried) == (200, True, ["begun", "done"])
    assert told(patient, "consultation-lapsed") == []
    assert statuses(patient) == {"ask": "finished", "sign": "running"}
    assert patient.count("timer") == 0
