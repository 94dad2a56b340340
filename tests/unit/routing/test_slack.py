"""Legal slack: what can be lost before the dossier is late, by the longest way to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kernel.clock import VIETNAM
from kernel.working_time import working_minutes_between
from services.routing.work.domain.case import Suspension
from services.routing.work.domain.clocks import run_on, suspend
from services.routing.work.domain.slack import with_slack
from tests.unit.routing.samples import (
    COMMUNE,
    INSURANCE,
    MONDAY,
    SCHEDULE,
    Walk,
    leg,
    process_of,
    step,
)
from tests.unit.routing.test_choices import ASK, NO, RESIDES, SURVEY

BOTH = {COMMUNE: SCHEDULE, INSURANCE: SCHEDULE}
DUE = MONDAY + timedelta(days=7)  # five days of eight hours later
DAY = 480


def latest(walk: Walk, leg_id: str) -> int | None:
    """Return how many working minutes are left from Monday morning to begin a leg's open task."""
    (task,) = (one for one in walk.case.tasks if one.open and one.leg == leg_id)
    walk.case = with_slack(walk.case, BOTH)
    at = walk.case.task(task.id).latest_at
    return None if at is None else working_minutes_between(MONDAY, at, SCHEDULE)


def chain(*, beside: float = 4) -> Walk:
    """Two legs side by side and one behind both; 5 days in all, 8 hours a leg at least."""
    return Walk(
        process_of(
            {
                "legs": [
                    leg("long", [step("a", hours=8), step("b", hours=8)], hours=16),
                    leg("short", [step("c", hours=beside)], hours=beside),
                    leg("last", [step("d", hours=4)], after=["long", "short"], hours=8),
                ]
            }
        ),
        due_at=DUE,
    )


def test_slack_is_what_the_longest_way_leaves() -> None:
    """5 days less 16 hours here and 8 behind: 2 days; the short leg beside has 3 and a half."""
    walk = chain()

    assert latest(walk, "long") == 2 * DAY
    assert latest(walk, "short") == 3 * DAY + DAY // 2


def test_a_step_that_ends_gives_the_next_one_its_own() -> None:
    """The first took no time at all: the second can begin a day later than the first could."""
    walk = chain()
    walk.end("complete", leg="long")

    assert latest(walk, "long") == 3 * DAY


def test_a_leg_that_ends_leaves_the_last_one_its_own_hours() -> None:
    """Nobody is behind it: it begins four hours before the due date at the latest."""
    walk = chain()
    for each in ("long", "long", "short"):
        walk.end("complete", leg=each)

    assert latest(walk, "last") == 5 * DAY - 240


def test_who_cannot_be_in_time_any_more_has_less_than_none() -> None:
    """Negative: by so much the dossier is late if all behind keep to their terms."""
    walk = chain()
    walk.case = replace(walk.case, due_at=MONDAY + timedelta(days=1))

    assert latest(walk, "long") == DAY - 3 * DAY


def test_while_the_clock_stands_there_is_no_slack_and_then_a_new_one() -> None:
    """A re-plan or the end of a stop moves it with the due date."""
    walk = chain()
    walk.case = suspend(walk.case, Suspension.SUPPLEMENT, MONDAY, BOTH)
    standing = latest(walk, "long")
    walk.case = run_on(walk.case, MONDAY, DUE + timedelta(days=3), BOTH, anew=True)

    assert standing is None
    assert latest(walk, "long") == 5 * DAY


def test_a_leg_that_is_not_chosen_takes_no_time() -> None:
    """Behind a part that does not apply there is only what follows it."""
    maybe = leg("maybe", [step("m", hours=24)], after=["first"], hours=24)
    maybe |= {"when": RESIDES}
    walk = Walk(
        process_of({"legs": [leg("first", [step("a", hours=8)], hours=8), maybe]}),
        due_at=DUE,
        conditions=NO,
    )

    assert latest(walk, "first") == 4 * DAY


def test_what_may_still_be_chosen_counts() -> None:
    """Nobody has answered yet whether a survey is needed: its three days are kept free."""
    asks = step("ask", hours=8) | {"asks": ASK}
    survey = leg("survey", [step("s", hours=24)], after=["first"], hours=24)
    survey |= {"when": SURVEY}
    walk = Walk(process_of({"legs": [leg("first", [asks, step("b", hours=8)]), survey]}), DUE)
    before = latest(walk, "first")
    walk.end("complete", leg="first", answers={"survey": False})

    assert before == DAY - DAY
    assert latest(walk, "first") == 4 * DAY


def test_beyond_the_calendar_nothing_is_said() -> None:
    """Its order is then that of its own date."""
    walk = chain()
    walk.case = replace(walk.case, due_at=datetime(2028, 1, 3, 17, tzinfo=VIETNAM))

    assert latest(walk, "long") is None


def test_what_is_over_is_in_no_order() -> None:
    """An ended task keeps none."""
    walk = chain()
    latest(walk, "short")
    walk.end("complete", leg="short")
    walk.case = with_slack(walk.case, BOTH)

    assert [task.latest_at for task in walk.case.tasks if not task.open] == [None]
