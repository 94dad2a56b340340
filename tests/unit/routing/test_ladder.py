"""Who is told when so much of a step's time is used up, once a rung and never in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kernel.rights import Confidentiality
from kernel.working_time import Schedule
from services.routing.lateness.domain.errors import LadderFaultyError
from services.routing.lateness.domain.ladder import (
    SHIPPED,
    Addressee,
    Audience,
    Ladder,
    LadderRule,
    Level,
    Reached,
    Rung,
    addressees,
    climb,
    next_ladder,
    next_rung_at,
    rung_at,
)
from services.routing.work.domain.case import Case, CaseStatus, Suspension
from services.routing.work.domain.clocks import follow, run_on, suspend
from services.routing.work.domain.task import Task, give_to_head
from tests.unit.routing.samples import (
    COMMUNE,
    INSURANCE,
    MONDAY,
    SCHEDULE,
    Walk,
    leg,
    opened,
    process_of,
    step,
)
from tests.unit.routing.watched import STORMY

DAY = timedelta(days=1)
CASE: Case = opened()[0]  # its first step has five working hours from eight on Monday
TASK: Task = CASE.tasks[0]
PROVINCE = "H56"
LADDERS = {COMMUNE: Ladder(agency=COMMUNE), INSURANCE: Ladder(agency=INSURANCE)}
CLOCKS = {COMMUNE: SCHEDULE, INSURANCE: SCHEDULE}
NO_HEAD = (Rung(percent=50, level=Level.OWNER), Rung(percent=120, level=Level.HEAD))


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute) + day * DAY


def climbed(case: Case, instant: datetime) -> tuple[Case, list[int]]:
    after, reached = climb(case, instant, LADDERS, CLOCKS)
    return after, [one.rung.percent for one in reached]


def to(level: Level, case: Case = CASE, task: Task | None = None) -> tuple[Addressee, ...]:
    reached = Reached(task=task or case.tasks[0], rung=Rung(percent=1, level=level))
    return addressees(case, reached, {COMMUNE: PROVINCE}.get)


def test_rungs_are_counted_in_office_time() -> None:
    """Five hours from eight: 75 % at a quarter to two, all at three, 120 % at four."""
    found = [rung_at(CASE, TASK, rung.percent, SCHEDULE) for rung in SHIPPED]

    assert found == [at(13, 45), at(15), at(16)]
    assert TASK.due_at == at(15)
    assert next_rung_at(CASE, LADDERS, CLOCKS) == at(13, 45)


def test_each_rung_is_told_once_in_a_run_of_a_step() -> None:
    """What was told is remembered with the task; the timer is for the next one."""
    case, early = climbed(CASE, at(13, 44))
    case, first = climbed(case, at(13, 45))
    case, again = climbed(case, at(14, 59))
    case, second = climbed(case, at(15))
    case, third = climbed(case, at(8, day=9))

    assert (early, first, again, second, third) == ([], [75], [], [100], [120])
    assert case.tasks[0].version == TASK.version
    assert next_rung_at(case, LADDERS, CLOCKS) is None


def test_rungs_that_were_missed_are_all_told_the_lowest_first() -> None:
    """A machine that stood for a week wakes up."""
    assert climbed(CASE, at(8, day=7))[1] == [75, 100, 120]


def test_a_stopped_clock_stops_the_ladder_and_what_was_used_counts() -> None:
    """After three of five hours the desk asks for papers; a pause leaves two of them."""
    stopped = suspend(CASE, Suspension.SUPPLEMENT, at(11), CLOCKS)
    resumed = run_on(stopped, at(8, day=2), MONDAY + 14 * DAY, CLOCKS, anew=False)
    begun_anew = run_on(
        climbed(CASE, at(15))[0], at(8, day=2), MONDAY + 14 * DAY, CLOCKS, anew=True
    )

    assert next_rung_at(stopped, LADDERS, CLOCKS) is None
    assert climbed(stopped, at(8, day=9))[1] == []
    assert next_rung_at(resumed, LADDERS, CLOCKS) == at(8, 45, day=2)
    assert next_rung_at(begun_anew, LADDERS, CLOCKS) == at(13, 45, day=2)


def test_a_new_calendar_moves_the_rungs_that_were_not_told() -> None:
    """A day off on Tuesday: a step begun late on Monday is reminded a day later, and once."""
    walk = Walk(process_of({"legs": [leg("one", [step("s", hours=8)], hours=16)]}))
    clocks: dict[str, Schedule] = {COMMUNE: STORMY}
    told, first = climbed(walk.case, at(16))
    moved = follow(told, clocks)

    assert first == [75]
    assert next_rung_at(told, LADDERS, CLOCKS) == at(8, day=1)
    assert next_rung_at(moved, LADDERS, clocks) == at(8, day=2)
    assert climb(moved, at(17), LADDERS, clocks)[1] == ()


def test_where_the_dossier_is_due_first_its_date_is_all_of_the_time() -> None:
    """Two hours are left of the dossier's; where nothing was left, the step's own time counts."""
    short = replace(CASE, tasks=(replace(TASK, due_at=at(10)),))
    over = replace(CASE, tasks=(replace(TASK, due_at=MONDAY - DAY),))

    assert rung_at(short, short.tasks[0], 75, SCHEDULE) == at(9, 30)
    assert rung_at(short, short.tasks[0], 100, SCHEDULE) == at(10)
    assert rung_at(over, over.tasks[0], 100, SCHEDULE) == at(15)


def test_what_is_over_is_told_to_nobody() -> None:
    """Ended tasks, decided cases, steps without a time, and years without a calendar."""
    walk = Walk(process_of())
    walk.end("complete")
    closed = replace(CASE, status=CaseStatus.WITHDRAWN)
    timeless = Walk(process_of({"legs": [leg("one", [step("s", hours=0)])]})).case
    beyond = replace(TASK, clock_from=datetime(2029, 1, 1, tzinfo=MONDAY.tzinfo))

    assert rung_at(walk.case, replace(TASK, due_at=None), 75, SCHEDULE) is None
    assert climbed(closed, at(8, day=9))[1] == []
    assert next_rung_at(timeless, LADDERS, CLOCKS) is None
    assert rung_at(CASE, beyond, 75, SCHEDULE) is None


def test_the_owner_is_reminded_or_the_queue_where_it_stands() -> None:
    """Who claimed it; the unit while nobody has; the head where it waits for the head."""
    held = replace(TASK, assignee="officer-1")

    assert to(Level.OWNER, task=held)[0] == Addressee(
        audience=Audience.OFFICER, agency=COMMUNE, officer="officer-1"
    )
    assert to(Level.OWNER)[0].audience is Audience.UNIT
    assert to(Level.OWNER, task=give_to_head(TASK))[0].audience is Audience.HEAD
    assert to(Level.HEAD) == (Addressee(audience=Audience.HEAD, agency=COMMUNE),)


def test_above_are_the_agency_above_and_the_one_that_received() -> None:
    """Of a confidential dossier nobody outside of its own agencies; nobody above: the head."""
    insurer = replace(TASK, agency=INSURANCE)
    kept = replace(CASE, kept=Confidentiality.CONFIDENTIAL, competent_agency=INSURANCE)

    def codes(found: tuple[Addressee, ...]) -> list[str]:
        assert {one.audience for one in found} == {Audience.HEAD}
        return [one.agency for one in found]

    assert codes(to(Level.ABOVE)) == [PROVINCE]
    assert codes(to(Level.ABOVE, task=insurer)) == [COMMUNE]
    assert codes(to(Level.ABOVE, case=kept)) == [INSURANCE]
    assert codes(to(Level.ABOVE, case=replace(kept, competent_agency=COMMUNE))) == [COMMUNE]


def test_a_procedure_may_have_a_ladder_of_its_own() -> None:
    """Its rule weighs more than that of the agency, that one more than what is shipped."""
    all_of = LadderRule(rungs=(Rung(percent=90, level=Level.HEAD),))
    one = LadderRule(procedure="1.1", rungs=(Rung(percent=50, level=Level.HEAD),))
    ladder = next_ladder(Ladder(agency=COMMUNE), (all_of, one))

    assert ladder.version == 1
    assert ladder.rungs_of("1.1") == one.rungs
    assert ladder.rungs_of("2.2") == all_of.rungs
    assert Ladder(agency=COMMUNE).rungs_of("2.2") == SHIPPED


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ((LadderRule(rungs=SHIPPED), LadderRule(rungs=SHIPPED)), "/rules"),
        ((LadderRule(rungs=SHIPPED[::-1]),), "/rules/0/rungs"),
        ((LadderRule(rungs=(SHIPPED[1], SHIPPED[1])),), "/rules/0/rungs"),
        ((LadderRule(rungs=SHIPPED), LadderRule(procedure="1", rungs=NO_HEAD)), "/rules/1/rungs"),
        ((LadderRule(rungs=()),), "/rules/0/rungs"),
    ],
)
def test_a_ladder_that_would_let_lateness_pass_in_silence_is_refused(
    rules: tuple[LadderRule, ...], pointer: str
) -> None:
    """Twice the same procedure, rungs that do not rise, no head by the end of the time."""
    with pytest.raises(LadderFaultyError) as refused:
        next_ladder(Ladder(agency=COMMUNE), rules)

    assert refused.value.pointer == pointer
