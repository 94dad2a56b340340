"""A calendar is published: the clocks of open cases follow, whatever is held meanwhile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from chassis.timers import TimerRunner
from kernel.calendar import CalendarDay, DayKind
from tests.integration.routing.suite import Suite, accepted, calendar
from tests.integration.routing.test_ways_at_once import CASE, held
from tests.unit.routing.samples import MONDAY


def due_dates(suite: Suite) -> list[datetime]:
    """Return when the first leg of every case is due, by the cases' ids."""
    with suite.database.read() as tx:
        return list(
            tx.scalars(
                text("SELECT due_at FROM leg WHERE started_at IS NOT NULL ORDER BY case_id")
            )
        )


def open_replans(suite: Suite) -> int:
    """Return how many timers of a calendar's publication are left."""
    with suite.database.read() as tx:
        left = tx.scalar(text("SELECT count(*) FROM timer WHERE kind = 'replan-cases'"))
    return int(left or 0)


def test_a_calendar_stops_before_a_case_that_is_held_and_comes_back(suite: Suite) -> None:
    """Whatever is held, every open case follows once it is let go, and no chunk waits for it."""
    names = [f"H56.14797-261116-{n:04}" for n in range(1, 5)]
    suite.hear_reference()
    suite.hear(*(accepted(name) for name in names))
    suite.hear(calendar(2, CalendarDay(day=MONDAY.date(), kind=DayKind.OFF, note="Bão")))
    handlers = [each for each in suite.routing.clocks.timers() if each.kind == "replan-cases"]
    runner = TimerRunner(suite.database, handlers)
    with suite.database.read() as tx:
        third = tx.scalars(text('SELECT dossier FROM "case" ORDER BY id OFFSET 2')).first()
        before = due_dates(suite)
    assert third is not None
    with held(suite, CASE, third):
        looks = [runner.run_one() for _ in range(3)]
        meanwhile = due_dates(suite)
    with suite.database.transaction() as tx:
        tx.execute(text("UPDATE timer SET retry_at = clock_timestamp() WHERE retry_at > due_at"))
    while runner.run_one():
        pass
    after = due_dates(suite)

    assert looks == [True, True, False]
    assert [new == old for old, new in zip(before, meanwhile, strict=True)] == [
        False,
        False,
        True,
        True,
    ]
    assert meanwhile[:2] == after[:2]
    assert len(set(after)) == 1
    assert open_replans(suite) == 0
