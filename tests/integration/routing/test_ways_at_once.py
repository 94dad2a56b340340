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
from sqlalchemy.exc import DBAPIError

from chassis.clock import setting_for, write_setting
from chassis.db import Database, LockTimeoutError, Transaction
from chassis.timers import Timer, TimerHandler, TimerRunner, Timers
from contracts.events.course import DossierSuspended, SuspensionLifted
from kernel.calendar import CalendarDay, DayKind
from kernel.rights import Role
from services.routing.wiring.clocks import REPLAN
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, calendar
from tests.integration.routing.test_ways import statuses, told
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, leg, officer, step

OFFICER = officer(Role.OFFICER)
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
PATIENCE = 60.0
HELD = "55P03"
"""What PostgreSQL says to who will not wait for a lock; a deadlock is 40P01."""
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
def held(suite: Suite, what: str, dossier: str = DOSSIER) -> Iterator[None]:
    """Hold a row of the dossier, idle for as long as it takes, and let go at the end."""
    with suite.database.transaction() as tx:
        tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        assert tx.scalar(text(what), {"dossier": dossier}) == 1
        yield


def let_go_together(suite: Suite, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start the acts one after the other behind a lock, let go, and return what each came to."""
    with ThreadPoolExecutor(len(acts)) as threads:
        doing: list[Future[Any]] = []
        with held(suite, STREAM):
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


def consultations(suite: Suite) -> int:
    """Return how many limits of consultations are watched."""
    with suite.database.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM timer WHERE kind = 'consultation'")) or 0)


def require_lapsed_once(suite: Suite, silence: str) -> None:
    (lapsed,) = told(suite, "consultation-lapsed")
    assert (lapsed["leg"], lapsed["agency"], lapsed["silence"]) == ("ask", INSURANCE, silence)
    assert consultations(suite) == 0
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
    """Whatever timers do: the second steps aside, and finds under the lock that it was done."""
    handle = handed_out_twice(patient, consulting(patient, silence))
    with ThreadPoolExecutor(1) as threads:
        with held(patient, STREAM):
            first = threads.submit(handle)
            wait_for_stuck(patient, 1)
            with pytest.raises(LockTimeoutError):
                handle()
        first.result(timeout=PATIENCE)
    handle()

    require_lapsed_once(patient, silence)


def test_a_limit_amid_a_suspension_is_looked_at_again_and_stands(suite: Suite) -> None:
    """The timer comes an hour later, a new calendar moves nothing, and then silence counts."""
    limit = consulting(suite, "consent")
    about = {"code": DOSSIER, "procedure": PROCEDURE}
    about |= {"receiving_agency": COMMUNE, "competent_agency": COMMUNE}
    suite.hear(DossierSuspended(suspended_at=MONDAY, officer="head-1", **about))
    rung = runner(suite).run_one()
    with suite.database.transaction() as tx:
        ahead = tx.scalar(text("SELECT due_at - motcua_now() FROM timer"))
        Timers(tx).set(kind=REPLAN, subject="vn", due_at=MONDAY)
    assert runner(suite).run_one()
    with suite.database.read() as tx:
        stands = tx.scalar(text("SELECT silent_at FROM leg WHERE leg = 'ask'"))
    watched = consultations(suite)
    suite.hear(SuspensionLifted(lifted_at=MONDAY, officer="head-1", **about))
    with suite.database.transaction() as tx:
        write_setting(tx, setting_for(MONDAY + timedelta(days=4), 1.0))
    while runner(suite).run_one():
        pass

    assert (rung, stands, watched) == (True, limit, 1)
    assert timedelta(minutes=58) < ahead <= timedelta(hours=1)
    require_lapsed_once(suite, "consent")


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


def watched(suite: Suite, tried: list[str], first: Callable[[], None]) -> TimerRunner:
    """Return a runner of consultations that does something when it has a timer in hand.

    `tried` tells how the handler began and ended; an error by its SQLSTATE.
    """
    (real,) = (each for each in suite.routing.clocks.timers() if each.kind == "consultation")

    def handle(tx: Transaction, timer: Timer) -> None:
        tried.append("begun")
        first()
        try:
            real.handle(tx, timer)
        except DBAPIError as error:
            tried.append(str(getattr(error.orig, "sqlstate", "")))
            raise
        tried.append("done")

    return TimerRunner(suite.database, [TimerHandler(kind=real.kind, handle=handle)])


def test_an_opinion_at_the_limit_is_not_lost_to_the_timer(patient: Suite) -> None:
    """Who holds the case first counts: the timer steps aside, and then finds nothing to do."""
    consulting(patient, "consent")
    task = patient.act(INSURER, patient.worklist(INSURER)[0], "claim").get_json()
    tried: list[str] = []
    with ThreadPoolExecutor(1) as threads:
        with held(patient, CASE):
            opinion = threads.submit(lambda: patient.act(INSURER, task, "complete").status_code)
            wait_for_stuck(patient, 1)
            looked = watched(patient, tried, lambda: None).run_one()
        answer = opinion.result(timeout=PATIENCE)

    assert (answer, looked, tried) == (200, True, ["begun", HELD])
    assert told(patient, "consultation-lapsed") == []
    assert statuses(patient) == {"ask": "finished", "sign": "running"}
    assert consultations(patient) == 0


def test_a_calendar_that_moves_a_limit_meets_its_timer_without_a_deadlock(patient: Suite) -> None:
    """The timer is in hand, the re-plan has the case and waits for the timer: one steps aside."""
    limit = consulting(patient, "consent")
    off = CalendarDay(day=MONDAY.date() + timedelta(days=1), kind=DayKind.OFF, note="Bão")
    patient.hear(calendar(2, off))
    handlers = [each for each in patient.routing.clocks.timers() if each.kind == "replan-cases"]
    tried: list[str] = []
    with ThreadPoolExecutor(1) as threads:
        replans: list[Future[bool]] = []

        def replan() -> None:
            replans.append(threads.submit(TimerRunner(patient.database, handlers).run_one))
            wait_for_stuck(patient, 1)

        rang = watched(patient, tried, replan).run_one()
        moved = replans[0].result(timeout=PATIENCE)
    with patient.database.read() as tx:
        due_at, retry_at = tx.execute(
            text("SELECT due_at, retry_at FROM timer WHERE kind = 'consultation'")
        ).one()

    assert (rang, moved, tried) == (True, True, ["begun", HELD])
    assert (due_at, retry_at) == (limit + timedelta(days=1), None)
    assert told(patient, "consultation-lapsed") == []
    assert statuses(patient) == {"ask": "running", "sign": "waiting"}
