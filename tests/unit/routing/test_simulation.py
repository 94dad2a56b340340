"""Past cases go through a draft of their process: what they were, and what changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.process import StepRole
from kernel.working_time import Schedule
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.process.domain.process import Process
from services.routing.simulation.api.documents import comparison_document
from services.routing.simulation.domain.comparison import Comparison
from services.routing.simulation.domain.effort import efforts
from services.routing.simulation.domain.errors import NothingToReplayError
from services.routing.simulation.domain.past import Past, PastCase, PastRun, Unit
from services.routing.simulation.usecases.simulate_process import Draft, simulate_process
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, SCHEDULE, leg, process_of, step

HOUR = timedelta(hours=1)
NINE, TEN, ELEVEN = (MONDAY + hours * HOUR for hours in (1, 2, 3))
DESK = Unit(agency=COMMUNE, role=StepRole.OFFICER)
CARDS = Unit(agency=INSURANCE, role=StepRole.OFFICER)
ONE_AFTER_THE_OTHER = process_of(
    {"legs": [leg("a", [step("check")], hours=4), leg("b", [step("card")], ["a"], hours=4)]}
)
SIDE_BY_SIDE = process_of(
    {"legs": [leg("a", [step("check")], hours=4), leg("b", [step("card")], hours=4)]}
)


def run(
    number: int,
    unit: Unit = DESK,
    *,
    leg_id: str = "a",
    step_id: str = "check",
    came: datetime = MONDAY,
    held: datetime = MONDAY,
    ended: datetime = NINE,
    holder: str = "officer-1",
) -> PastRun:
    return PastRun(
        id=UUID(int=number),
        leg=leg_id,
        step=step_id,
        unit=unit,
        started_at=came,
        held_from=held,
        ended_at=ended,
        holder=holder,
    )


def case(number: int, *runs: PastRun, due: datetime | None = MONDAY + 9 * HOUR) -> PastCase:
    return PastCase(
        id=UUID(int=1000 + number),
        opened_at=MONDAY,
        decided_at=max((one.ended_at for one in runs), default=MONDAY + HOUR),
        due_at=due,
        receiving=COMMUNE,
        competent=COMMUNE,
        agencies={"a": COMMUNE, "b": INSURANCE},
        runs=runs,
    )


def worked(number: int, hours: int = 3) -> PastCase:
    """Return a case with so many hours of work at each of the two agencies."""
    half = MONDAY + hours * HOUR
    first = run(2 * number, held=MONDAY, ended=half, holder=f"desk-{number}")
    second = run(
        2 * number + 1,
        CARDS,
        leg_id="b",
        step_id="card",
        came=half,
        held=MONDAY + timedelta(hours=5, minutes=30),
        ended=MONDAY + timedelta(hours=5 + hours, minutes=30),
        holder=f"card-{number}",
    )
    return case(number, first, second)


@dataclass
class Kept:
    """The port in memory: one published process, one past."""

    process: Process
    past: Past

    def newest(self, procedure: str) -> ProcedureVersion | None:
        return ProcedureVersion(
            code=procedure, version=3, name="x", process=self.process, document={}
        )

    def of(self, _procedure: str, most: int) -> Past:
        return Past(cases=self.past.cases[-most:], other=self.past.other)


class OneClock:
    """Every agency keeps the same hours."""

    def of(self, _agency_code: str) -> Schedule:
        return SCHEDULE


def tried(
    kept: Kept,
    process: Process,
    *,
    agencies: dict[str, str] | None = None,
    seed: int = 1,
    share: float = 1.0,
) -> Comparison:
    draft = Draft(
        procedure="2.000986", process=process, agencies=agencies or {}, seed=seed, share=share
    )
    return simulate_process(draft, past_work=kept, schedules=OneClock())


def clock(_agency: str) -> Schedule:
    return SCHEDULE


def test_an_officers_time_is_shared_among_what_is_held_at_once() -> None:
    """Two tasks from eight to ten, one of them till eleven: one hour, and two."""
    found = efforts([run(1, ended=TEN), run(2, ended=ELEVEN)], clock)

    assert found == {UUID(int=1): pytest.approx(60), UUID(int=2): pytest.approx(120)}


def test_nights_and_other_officers_are_no_work() -> None:
    """Held over night only office time counts; two people do not share."""
    evening, morning = MONDAY + 9 * HOUR, MONDAY + 24 * HOUR
    found = efforts([run(1, held=evening, ended=morning), run(2, holder="officer-2")], clock)

    assert found == {UUID(int=1): pytest.approx(60), UUID(int=2): pytest.approx(60)}


@given(
    spans=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=12)
)
def test_no_officer_worked_more_than_there_was_time(spans: list[tuple[int, int]]) -> None:
    """Whatever was held when, the sum is the office time in which something was held."""
    minute = timedelta(minutes=1)
    runs = [
        run(number, held=MONDAY + a * minute, ended=MONDAY + (a + b) * minute)
        for number, (a, b) in enumerate(spans)
    ]
    whole = SCHEDULE.open_time_until(max(one.ended_at for one in runs))
    begun = SCHEDULE.open_time_until(min(one.held_from for one in runs))

    assert sum(efforts(runs, clock).values()) <= (whole - begun) / 60_000_000 + 1e-6


def test_the_same_process_changes_nothing() -> None:
    """Before and after are the same replay, whatever the seed."""
    past = Past(cases=tuple(worked(number) for number in range(1, 6)))
    found = tried(Kept(ONE_AFTER_THE_OTHER, past), ONE_AFTER_THE_OTHER, seed=7)

    assert found.before == found.after
    assert found.cases == 5
    assert found.measured_late == 0


def test_agencies_side_by_side_are_done_sooner_and_less_often_late() -> None:
    """Six hours of work one after the other pass a due date that three at once keep."""
    late = replace(worked(1), due_at=MONDAY + 4 * HOUR)
    found = tried(Kept(ONE_AFTER_THE_OTHER, Past(cases=(late,))), SIDE_BY_SIDE)

    assert (found.before.late, found.after.late) == (1, 0)
    # Monday 8:00 to 11:00, and 11:00 to 15:30 or so over the midday closing.
    assert found.after.hours == pytest.approx(3)
    assert found.before.hours > found.after.hours
    assert found.before.units[CARDS].minutes == found.after.units[CARDS].minutes


def test_two_cases_wait_for_one_officer_and_not_for_two() -> None:
    """Both came at eight; with one officer the second begins when the first is done."""
    process = process_of({"legs": [leg("a", [step("check")], hours=4)]})
    first, second = run(1, ended=NINE), run(2, held=NINE, ended=TEN)
    alone = Past(cases=(case(1, first), case(2, second)))
    both = Past(cases=(case(1, first), case(2, replace(second, holder="officer-2"))))

    waits = [tried(Kept(process, past), process).after.units[DESK].wait for past in (alone, both)]
    assert waits == [pytest.approx(30), pytest.approx(0)]


def test_other_work_of_the_unit_stands_in_the_same_queue() -> None:
    """What the officers did for other procedures is in their way, and in their load."""
    process = process_of({"legs": [leg("a", [step("check")], hours=4)]})
    mine = case(1, run(1, came=MONDAY, held=TEN, ended=ELEVEN))
    beside = run(2, came=MONDAY - HOUR, held=MONDAY, ended=TEN)
    found = tried(Kept(process, Past(cases=(mine,), other=(beside,))), process)

    unit = found.after.units[DESK]
    # It came before the office opened at half past seven, and two hours of work lie before ours.
    assert unit.wait == pytest.approx(90)
    assert unit.minutes == pytest.approx(60)
    assert found.other == 1


def test_a_step_nobody_did_takes_a_share_of_its_stated_hours() -> None:
    """Told as an assumption; a step others did is drawn from them, the same each time."""
    draft = process_of({"legs": [leg("a", [step("check"), step("inspect", hours=2)], hours=6)]})
    published = process_of({"legs": [leg("a", [step("check")], hours=4)]})
    past = Past(cases=(case(1, run(1)), case(2, run(2, holder="officer-2")), case(3)))
    kept = Kept(published, past)
    found, again = (tried(kept, draft, share=0.5) for _ in range(2))

    assert found == again
    assert found.after.units[DESK].minutes - found.before.units[DESK].minutes == pytest.approx(180)
    document = comparison_document(found)
    assert document["steps"] == {"measured": 2, "drawn": 1, "stated": 3}
    told = " ".join(line["vi"] for line in document["assumptions"])
    assert "50%" in told


def test_the_same_seed_has_the_same_luck_and_another_one_another() -> None:
    """Twenty cases without a step draw its time from ten others that all took different ones."""
    process = process_of({"legs": [leg("a", [step("check")], hours=4)]})
    measured = [
        case(n, run(n, ended=MONDAY + n * timedelta(minutes=6), holder=f"officer-{n}"))
        for n in range(1, 11)
    ]
    kept = Kept(process, Past(cases=(*measured, *(case(n) for n in range(11, 31)))))
    found, again, other = (tried(kept, process, seed=seed) for seed in (1, 1, 2))

    assert found == again
    assert found.after.units != other.after.units
    assert found.before == found.after


def test_silence_of_a_consulted_agency_ends_its_leg() -> None:
    """Nobody answers within two hours: the case moves on without an answer."""
    asking = leg("b", [step("card", hours=2)], ["a"], hours=2) | {
        "kind": "consultation",
        "silence": "consent",
        "content": {"vi": "Ý kiến", "en": "Opinion"},
    }
    process = process_of({"legs": [leg("a", [step("check")], hours=4), asking]})
    slow = run(2, CARDS, leg_id="b", step_id="card", held=NINE, ended=MONDAY + 24 * HOUR)
    found = tried(Kept(process, Past(cases=(case(1, run(1), slow),))), process)

    # An hour at the commune, two at the silent agency.
    assert found.after.hours == pytest.approx(3)
    assert found.after.legs["b", INSURANCE].late == 0


def test_a_new_leg_goes_where_the_draft_says() -> None:
    """By its rule, or to the competent agency; the words say so."""
    draft = process_of(
        {"legs": [leg("a", [step("check")], hours=4), leg("new", [step("look")], hours=4)]}
    )
    past = Past(cases=(case(1, run(1)),))
    found = tried(Kept(draft, past), draft, agencies={"new": "H56.STC"})

    assert ("new", "H56.STC") in found.after.legs
    assert found.guesses.placed == {"new"}
    assert tried(Kept(draft, past), draft).after.legs["new", COMMUNE].done == 1


@settings(max_examples=40)
@given(hours=st.lists(st.integers(0, 30), min_size=1, max_size=8), seed=st.integers(0, 9))
def test_every_case_ends_and_work_is_neither_lost_nor_found(hours: list[int], seed: int) -> None:
    """Whatever the load: as many ends as cases, as much work as was measured."""
    past = Past(cases=tuple(worked(number, spent) for number, spent in enumerate(hours, 1)))
    found = tried(Kept(ONE_AFTER_THE_OTHER, past), SIDE_BY_SIDE, seed=seed)
    measured = sum(efforts(past.runs(), clock).values())

    for side in (found.before, found.after):
        assert sum(figures.done for figures in side.legs.values()) == 2 * len(hours)
        assert sum(unit.minutes for unit in side.units.values()) == pytest.approx(measured)
    assert found.after.hours <= found.before.hours + 1e-6


def test_without_past_cases_there_is_nothing_to_try() -> None:
    """A procedure whose first case has not ended."""
    with pytest.raises(NothingToReplayError):
        tried(Kept(SIDE_BY_SIDE, Past(cases=())), SIDE_BY_SIDE)


def test_nothing_that_is_shown_tells_of_a_person_or_a_case() -> None:
    """Neither accounts of officers nor ids of cases."""
    past = Past(cases=(worked(1),))
    shown = str(comparison_document(tried(Kept(ONE_AFTER_THE_OTHER, past), SIDE_BY_SIDE)))

    assert "desk-1" not in shown
    assert str(past.cases[0].id) not in shown
