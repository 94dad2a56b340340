"""A register of violations in memory, and a walk that is watched for lateness."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from kernel.calendar import Calendar
from kernel.calendar_day import CalendarDay, DayKind
from kernel.working_time import STANDARD_HOURS, Schedule
from services.routing.lateness.domain.lateness import Late, over_term
from services.routing.lateness.domain.reading import Count, Line, Reach, Wanted
from services.routing.lateness.domain.violation import (
    Cause,
    GivenReason,
    Struck,
    Violation,
    ViolationKind,
)
from services.routing.lateness.usecases.note_lateness import note_changes
from services.routing.work.domain.case import Case
from tests.unit.routing.samples import (
    MONDAY,
    Walk,
    leg,
    numbers,
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

    def strike_date(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        for kind in (ViolationKind.APOLOGY_MISSING, ViolationKind.APOLOGY_BROKEN):
            self._strike((dossier, None, due_at, kind), struck)

    def page(self, wanted: Wanted, reach: Reach) -> Sequence[Line]:
        raise NotImplementedError

    def find(self, line: UUID, reach: Reach) -> Line | None:
        raise NotImplementedError

    def give_reason(self, line: UUID, given: GivenReason) -> None:
        raise NotImplementedError

    def counts(self, wanted: Wanted, reach: Reach, most: int) -> Sequence[Count]:
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
