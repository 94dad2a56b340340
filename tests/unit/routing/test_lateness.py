"""When a leg is late, who is charged, what a calendar takes back: one line for one lateness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from contracts.events.clock import AnswerLate, DossierReplanned, SupplementOverridden
from kernel.calendar import Calendar
from kernel.calendar_day import CalendarDay, DayKind
from kernel.errors import ForbiddenError
from kernel.rights import Role
from kernel.working_time import STANDARD_HOURS, Schedule
from services.routing.lateness.domain.lateness import Late, Moved, changes, over_term
from services.routing.lateness.domain.reading import Line, Reach, Wanted, reach_of
from services.routing.lateness.domain.violation import (
    Cause,
    Struck,
    StruckBecause,
    Violation,
    ViolationKind,
)
from services.routing.lateness.usecases.note_lateness import note_changes
from services.routing.lateness.usecases.record_told import record_told, take_back_answer
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Case, Suspension
from services.routing.work.domain.consulting import lapse
from services.routing.work.domain.reopening import reopen_case
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    SCHEDULE,
    Walk,
    leg,
    numbers,
    officer,
    process_of,
    step,
)

BACK = step("weigh", actions=("complete", "return"))
TWO = {"legs": [leg("one", [step("s")]), leg("two", [BACK], after=["one"])]}
DUE = MONDAY + timedelta(days=1)  # eight working hours from eight on Monday
LATER = MONDAY + timedelta(days=2)
TUESDAY = date(2026, 11, 3)
STORM = {TUESDAY: CalendarDay(day=TUESDAY, kind=DayKind.OFF, note="Bão")}
STORMY = Schedule(
    Calendar(id="vn", version=2, days=STORM, first_year=2026, last_year=2027), STANDARD_HOURS
)


class Register:
    """The port `Violations` in memory."""

    def __init__(self) -> None:
        self.lines: list[Violation] = []
        self.struck: dict[UUID, Struck] = {}

    @property
    def standing(self) -> list[tuple[str | None, datetime | None, Cause | None]]:
        return [(x.leg, x.due_at, x.cause) for x in self.lines if x.id not in self.struck]

    def enter(self, violation: Violation, *, recorded_at: datetime) -> None:
        assert recorded_at is not None
        if violation.id not in {line.id for line in self.lines}:
            self.lines.append(violation)

    def enter_once(self, violation: Violation, *, since: datetime, recorded_at: datetime) -> None:
        known = [leg for leg, due, _ in self.standing if due is not None and due >= since]
        if violation.leg not in known:
            self.enter(violation, recorded_at=recorded_at)

    def strike_leg(self, dossier: str, leg: str, due_at: datetime, struck: Struck) -> None:
        self._strike((dossier, leg, due_at, ViolationKind.LEG_LATE), struck)

    def strike_answer(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        self._strike((dossier, None, due_at, ViolationKind.ANSWER_LATE), struck)

    def page(self, wanted: Wanted, reach: Reach) -> Sequence[Line]:
        raise NotImplementedError

    def _strike(self, wanted: tuple[object, ...], struck: Struck) -> None:
        for line in self.lines:
            if (line.dossier, line.leg, line.due_at, line.kind) == wanted:
                self.struck.setdefault(line.id, struck)


class Watched:
    """A walk whose every change is noted, and whose running legs are looked at as timers do."""

    def __init__(self, document: object = None) -> None:
        self.walk = Walk(process_of(document or TWO))
        self.register = Register()
        self._ids = numbers()

    def at(self, instant: datetime) -> Watched:
        """Let time pass; timers come at their limits."""
        self.walk.at = instant
        for each in self.walk.case.legs:
            late = over_term(self.walk.case, each.id, instant)
            if late is not None:
                note(self.register, late, self._ids())
        return self

    def to(self, after: Case) -> Watched:
        """Change the case."""
        before, self.walk.case = self.walk.case, after
        note_changes(before, after, at=self.walk.at, violations=self.register, new_id=self._ids)
        return self

    def ends(self, action: str = "complete", **more: str) -> Watched:
        """Let the holder end the only open task."""
        before = self.walk.case
        after = self.walk.end(action, **more)
        self.walk.case = before
        return self.to(after)


def note(register: Register, late: Late, line: UUID) -> None:
    violation = Violation(
        id=line,
        kind=ViolationKind.LEG_LATE,
        cause=late.cause,
        dossier=late.dossier,
        leg=late.leg,
        agency=late.agency,
        due_at=late.due_at,
        at=late.due_at,
    )
    register.enter_once(violation, since=late.since, recorded_at=late.due_at)


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


ABOUT = {"code": DOSSIER, "procedure": "2.001023", "receiving_agency": COMMUNE}
LATE_ANSWER = AnswerLate(received_at=MONDAY, answer_by=DUE, **ABOUT)


def overridden(cause: str) -> SupplementOverridden:
    return SupplementOverridden(
        requested_at=LATER, allowed_until=DUE, officer="head-1", cause=cause, **ABOUT
    )


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (LATE_ANSWER, (ViolationKind.ANSWER_LATE, None, None, DUE)),
        (
            overridden("late"),
            (ViolationKind.SUPPLEMENT_OVERRIDDEN, Cause.LATE, "head-1", LATER),
        ),
        (
            overridden("second"),
            (ViolationKind.SUPPLEMENT_OVERRIDDEN, Cause.SECOND, "head-1", LATER),
        ),
    ],
    ids=["answer", "late", "second"],
)
def test_what_intake_tells_keeps_its_cause_and_whom_it_charges(
    event: AnswerLate | SupplementOverridden, wanted: tuple[object, ...]
) -> None:
    """Once for each event, however often it comes."""
    register = Register()
    for _ in range(2):
        record_told(event, UUID(int=7), violations=register, clock=lambda: LATER)

    (line,) = register.lines
    assert (line.kind, line.cause, line.officer, line.at) == wanted
    assert (line.agency, line.due_at, line.procedure) == (COMMUNE, DUE, "2.001023")


@pytest.mark.parametrize(
    ("clock", "moved", "struck"),
    [("answer", 1, 1), ("answer", -1, 0), ("term", 1, 0)],
    ids=["later", "earlier", "another clock"],
)
def test_an_answer_whose_limit_moved_later_was_not_late(
    clock: str, moved: int, struck: int
) -> None:
    """Intake tells again if the new limit passes too."""
    register = Register()
    record_told(LATE_ANSWER, UUID(int=7), violations=register, clock=lambda: LATER)
    event = DossierReplanned(
        competent_agency=COMMUNE,
        clock=clock,
        old_at=DUE,
        new_at=DUE + timedelta(days=moved),
        provisional=False,
        calendar="vn",
        calendar_version=2,
        ground="12/TB-UBND",
        replanned_at=LATER,
        **ABOUT,
    )
    take_back_answer(event, violations=register, clock=lambda: LATER)

    assert len(register.struck) == struck
    assert len(register.lines) == 1


def test_who_may_read_what_of_the_register() -> None:
    """Heads and supervisors down from where they stand, officers their own, others nothing."""
    nowhere = officer(Role.SUPERVISOR, subject="province", agency=None)

    assert reach_of(officer(Role.OFFICER)) == Reach(own="officer-1")
    assert reach_of(officer(Role.HEAD)) == Reach(
        own="officer-1", above=frozenset({COMMUNE}), at=frozenset({COMMUNE})
    )
    assert reach_of(officer(Role.SUPERVISOR)) == Reach(above=frozenset({COMMUNE}))
    assert reach_of(nowhere) == Reach(everywhere=True)
    for role in (Role.CITIZEN, Role.PARTNER, Role.ADMIN):
        with pytest.raises(ForbiddenError):
            reach_of(officer(role))
