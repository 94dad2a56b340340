"""When a leg is late, who is charged, what a calendar takes back: one line for one lateness."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kernel.working_time import Schedule
from services.routing.lateness.domain.lateness import Late, Moved, changes
from services.routing.lateness.domain.violation import (
    Cause,
    StruckBecause,
)
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Suspension
from services.routing.work.domain.consulting import lapse
from services.routing.work.domain.moving import give_up
from services.routing.work.domain.reopening import reopen_case
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    SCHEDULE,
    Walk,
    leg,
    process_of,
    step,
)
from tests.unit.routing.watched import DUE, LATER, STORMY, TWO, Watched


def test_a_leg_that_ends_in_its_term_is_not_late() -> None:
    """Also in its last instant: a window includes its end."""
    watched = Watched().at(DUE).ends()

    assert watched.register.lines == []


def test_a_leg_that_ends_after_its_term_is_late_by_who_ended_it() -> None:
    """Charged are its agency and the officer; the dossier's own date has no part in it."""
    walk = Walk(process_of(TWO))
    before, walk.at = walk.case, LATER
    (late,) = changes(before, walk.end("complete"))

    assert late == Late(
        dossier=DOSSIER,
        procedure="2.001023",
        leg="one",
        agency=COMMUNE,
        officer="officer-1",
        cause=Cause.WORK,
        due_at=DUE,
        since=MONDAY,
    )


def test_a_leg_at_work_is_late_when_its_term_is_over_and_not_again_when_it_ends() -> None:
    """One line: nobody waits for the end to see who does not come to one."""
    watched = Watched().at(LATER)
    assert watched.register.standing == [("one", DUE, Cause.WORK)]

    watched.ends()
    assert watched.register.standing == [("one", DUE, Cause.WORK)]


def test_a_leg_given_back_in_its_term_still_has_to_keep_it() -> None:
    """Late in the end, it stands there once, by the date of its first start."""
    watched = Watched().ends().at(MONDAY + timedelta(hours=1))
    watched.ends("return", reason="Thiếu.").at(LATER).ends().at(LATER + timedelta(hours=1))

    assert watched.register.standing == [("one", DUE, Cause.WORK)]


def test_a_leg_late_before_is_not_late_again_when_it_comes_back() -> None:
    """The same lateness: the term did not begin anew."""
    watched = Watched().at(LATER).ends()
    watched.ends("return", reason="Thiếu.").at(LATER + timedelta(days=3)).ends()

    assert [line for line in watched.register.standing if line[0] == "one"] == [
        ("one", DUE, Cause.WORK)
    ]


def test_a_leg_given_back_after_its_term_does_not_answer_for_the_time_of_others() -> None:
    """It had finished in time; who gave it back had the dossier meanwhile."""
    watched = Watched().ends().at(MONDAY + timedelta(hours=2))
    watched.walk.at = LATER
    watched.ends("return", reason="Thiếu.").at(LATER + timedelta(days=3)).ends()

    assert [line for line in watched.register.standing if line[0] == "one"] == []


def test_a_leg_that_starts_again_behind_one_given_back_has_a_new_term() -> None:
    """Its old lateness stands and is not struck; what it takes now is measured anew."""
    watched = Watched().ends().at(LATER)
    watched.ends("return", reason="Thiếu.").ends().at(LATER + timedelta(days=3))

    assert [line for line in watched.register.standing if line[0] == "two"] == [
        ("two", DUE, Cause.WORK),
        ("two", LATER + timedelta(days=1), Cause.WORK),
    ]


def test_a_result_taken_back_does_not_make_its_leg_late_again() -> None:
    """A correction of an error goes on in the term there was."""
    watched = Watched({"legs": [leg("one", [step("s")])]}).at(LATER).ends()
    decided = watched.walk.case.decided_at
    assert decided is not None
    after, _ = reopen_case(
        watched.walk.case, finished_at=decided, due_at=None, occasion=watched.walk.now()
    )
    watched.to(after).at(LATER + timedelta(days=3)).ends()

    assert watched.register.standing == [("one", DUE, Cause.WORK)]


@pytest.mark.parametrize(
    ("stopped", "anew", "wanted"),
    [
        (MONDAY + timedelta(hours=3), False, [LATER + timedelta(days=1, hours=7)]),
        (LATER, False, [DUE]),
        (LATER, True, [DUE, LATER + timedelta(days=2)]),
    ],
    ids=["some is left", "nothing is left", "papers asked for"],
)
def test_a_clock_that_stood_goes_on_with_the_lateness_there_was(
    stopped: datetime, wanted: list[datetime], *, anew: bool
) -> None:
    """With a term begun anew a second lateness is a second line; with the rest of the old not."""
    watched = Watched().at(stopped)
    found = dict.fromkeys((COMMUNE, INSURANCE), SCHEDULE)
    case = watched.walk.case
    watched.to(clocks.suspend(case, Suspension.OBLIGATION, stopped, found))
    watched.at(LATER + timedelta(hours=20))
    on = LATER + timedelta(days=1)
    watched.to(clocks.run_on(watched.walk.case, on, None, found, anew=anew))
    watched.at(on + timedelta(days=5)).ends()

    assert [due for name, due, _ in watched.register.standing if name == "one"] == wanted


@pytest.mark.parametrize("anew", [True, False], ids=["papers", "money"])
def test_a_leg_that_began_after_the_clock_ran_on_has_its_whole_term(*, anew: bool) -> None:
    """Routing may hear of a stop and its end long after both; the leg answers for its own time."""
    watched = Watched().at(LATER).ends()
    found = dict.fromkeys((COMMUNE, INSURANCE), SCHEDULE)
    two = watched.walk.case.leg("two").late_at
    steps = {task.id: task.due_at for task in watched.walk.case.tasks if task.open}
    watched.to(clocks.suspend(watched.walk.case, Suspension.SUPPLEMENT, MONDAY, found))
    earlier = MONDAY + timedelta(hours=1)
    watched.to(clocks.run_on(watched.walk.case, earlier, None, found, anew=anew))

    assert watched.walk.case.leg("two").late_at == two
    assert {task.id: task.due_at for task in watched.walk.case.tasks if task.open} == steps


def test_a_calendar_that_moves_the_date_later_takes_the_lateness_back() -> None:
    """Struck with its reason, for a leg at work or finished; nothing is deleted."""
    for ended in (False, True):
        watched = Watched().at(DUE + timedelta(hours=1))
        if ended:
            watched.ends()
        watched.to(clocks.follow(watched.walk.case, dict.fromkeys((COMMUNE,), STORMY)))

        assert watched.register.standing == [], ended
        (line,) = watched.register.lines
        assert watched.register.struck[line.id].because is StruckBecause.REPLANNED


@pytest.mark.parametrize(
    ("stopped", "by", "stands"),
    [
        (LATER, STORMY, False),
        (LATER, SCHEDULE, True),
        (MONDAY + timedelta(hours=2), SCHEDULE, False),
    ],
    ids=["by a new calendar", "by the same", "before it was late, told later"],
)
def test_a_lateness_that_was_none_when_the_clock_stopped_is_struck(
    stopped: datetime, by: Schedule, *, stands: bool
) -> None:
    """The clock stops by what is known then: what it has left then it was not late with."""
    watched = Watched({"legs": [leg("one", [step("s")], hours=12)]}).at(LATER)
    late = watched.register.standing
    found = dict.fromkeys((COMMUNE, INSURANCE), by)
    watched.to(clocks.suspend(watched.walk.case, Suspension.OBLIGATION, stopped, found))

    assert len(late) == 1
    assert watched.register.standing == (late if stands else [])


def test_a_leg_that_is_late_by_the_new_date_too_is_late_by_that_one() -> None:
    """The old line is struck and a new one stands, at work by its timer, ended at once."""
    for ended in (False, True):
        watched = Watched().at(LATER + timedelta(hours=1))
        if ended:
            watched.ends()
        watched.to(clocks.follow(watched.walk.case, dict.fromkeys((COMMUNE,), STORMY)))
        watched.at(LATER + timedelta(hours=2))

        ones = [line for line in watched.register.standing if line[0] == "one"]
        assert ones == [("one", LATER, Cause.WORK)], ended


def test_a_case_that_went_a_wrong_way_charges_nobody() -> None:
    """Its lines are struck when the reception is put right, and nothing is late by closing it."""
    watched = Watched().at(LATER)
    watched.to(give_up(watched.walk.case, LATER)).at(LATER + timedelta(days=3))

    assert watched.register.standing == []
    (line,) = watched.register.lines
    assert watched.register.struck[line.id].because is StruckBecause.MOVED


def test_the_dossiers_date_moves_no_lateness() -> None:
    """A leg is late by its own term."""
    case = Walk(process_of(TWO)).case
    due = replace(case, due_at=MONDAY + timedelta(hours=1))
    moved = clocks.follow(due, {COMMUNE: SCHEDULE})

    assert moved.leg("one").due_at == due.due_at
    assert list(changes(due, moved)) == []


@pytest.mark.parametrize("silence", ["consent", "escalate"])
def test_a_consulted_agency_that_says_nothing_is_late_also_where_that_is_consent(
    silence: str,
) -> None:
    """One line, of silence: the case may go on, the opinion was owed (61/2018 art. 19(5))."""
    asked = leg("insurance", [step("opine")]) | {
        "kind": "consultation",
        "silence": silence,
        "content": {"vi": "Ý kiến?", "en": "Opinion?"},
    }
    watched = Watched({"legs": [asked, leg("sign", [step("s")], after=["insurance"])]})
    watched.walk.at = DUE + timedelta(minutes=1)
    change = lapse(watched.walk.case, "insurance", watched.walk.now())
    assert change is not None
    watched.to(change[0])
    if silence == "escalate":
        watched.at(LATER).ends()

    assert watched.register.standing == [("insurance", DUE, Cause.SILENCE)]
    assert watched.register.lines[0].agency == INSURANCE


def test_what_moved_stands_in_front_of_what_is_late_by_it() -> None:
    """Or the new line would not be entered beside the old one."""
    walk = Walk(process_of(TWO))
    walk.at = LATER + timedelta(hours=1)
    before = walk.end("complete")
    found = list(changes(before, clocks.follow(before, {COMMUNE: STORMY})))

    assert [type(each) for each in found] == [Moved, Late]
