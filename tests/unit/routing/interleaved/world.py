"""One case on stand-ins for the stores, a clock, two calendars, and intake at the other end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.events import Event
from contracts.events.course import WithdrawalRequested
from contracts.events.result import DossierReopened
from kernel.calendar import Calendar
from kernel.calendar_day import CalendarDay, DayKind
from kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    StaleVersionError,
)
from kernel.working_time import STANDARD_HOURS, Schedule
from services.routing.lateness.usecases.watch_cases import WatchedCases
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.process import Process
from services.routing.work.domain.case import Case
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.opening import (
    AcceptedDossier,
    NothingChosenError,
    open_case,
)
from services.routing.work.usecases.follow_dossier import Told
from tests.unit.routing.fakes import InMemoryCases, InMemoryHistory
from tests.unit.routing.interleaved.minutes import OfficeMinutes
from tests.unit.routing.interleaved.plot import Chance, agencies_of, judged, process_document
from tests.unit.routing.samples import COMMUNE, DOSSIER, MONDAY, SCHEDULE, numbers, process_of
from tests.unit.routing.watched import Register

_OFF = frozenset(date(2026, 11, day) for day in (3, 5, 6, 12))
_STORMS = {day: CalendarDay(day=day, kind=DayKind.OFF, note="Bão") for day in _OFF}
_STORMY = Calendar(id="vn", version=2, days=_STORMS, first_year=2026, last_year=2027)
SCHEDULES = (SCHEDULE, Schedule(_STORMY, STANDARD_HOURS))
MINUTES = (OfficeMinutes(frozenset()), OfficeMinutes(_OFF))
Word = WithdrawalRequested | DossierReopened | Told
"""What intake says that routing hears."""

REFUSALS = (ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleVersionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What one actor did or tried: the whole case before and after, and what was said of it.

    `version` is the entity tag that the actor had read of `task`, maybe long before. `refused` is
    how they were told that it cannot be.
    """

    who: str
    act: str
    at: datetime
    before: Case
    after: Case
    said: tuple[Event, ...]
    calendar: int
    task: UUID | None = None
    version: str | None = None
    detail: object = None
    refused: Exception | None = None


class NoReminders:
    """The ports `Reminders` and `Rungs`: what is said of a date ahead changes no case."""

    def follow(self, before: Case | None, after: Case) -> None:
        """Remind nobody."""

    def look_at(self, agency: str, at: datetime) -> None:
        """Remind nobody."""


@dataclass(slots=True, kw_only=True)
class Intake:
    """What intake knows of the dossier, what it has yet to hear, and its own words under way.

    `clock`: "runs", "papers" asked for, "money" waited for, or "over".
    """

    due_at: datetime
    clock: str = "runs"
    held: bool = False
    asked: bool = False
    wished: bool = False
    reopened: int = 0
    hears: deque[Event] = field(default_factory=deque)
    says: deque[tuple[str, Word]] = field(default_factory=deque)


class World:
    """A case that was just opened, and all that acts on it need.

    Raises `NothingChosenError` where the drawn facts choose no leg.
    """

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.document = process_document(chance)
        process = process_of(self.document)
        require_sound(process)
        self.at, self.calendar = MONDAY, 0
        self.new_id = numbers()
        self.agencies = agencies_of(chance, self.document)
        self.intake = Intake(due_at=MONDAY + timedelta(days=14))
        self.register, self.history = Register(), InMemoryHistory()
        case, said = self._opened(process)
        self.opening = case, said
        self._kept = InMemoryCases(case)
        self.cases = WatchedCases(
            self._kept,
            violations=self.register,
            reminders=NoReminders(),
            rungs=NoReminders(),
            clock=self.clock,
            new_id=self.new_id,
        )
        self._said: list[Event] = []
        self._heard(said)

    @property
    def case(self) -> Case:
        """Return the whole case, with the tasks that ended."""
        return self._kept.cases[DOSSIER]

    def clock(self) -> datetime:
        """Return the instant; this is the port `Clock`."""
        return self.at

    def of(self, agency: str) -> Schedule:
        """Return the office clock of an agency; the world is the port `Schedules`."""
        del agency
        return SCHEDULES[self.calendar]

    def add(self, event: Event) -> None:
        """Keep what is said; the world is the port `Events`."""
        self._said.append(event)

    def bound(self) -> dict[str, Any]:
        """Return what a transition of a case takes."""
        return {
            "cases": self.cases,
            "schedules": self,
            "events": self,
            "clock": self.clock,
            "new_id": self.new_id,
        }

    def attempt(
        self,
        who: str,
        act: str,
        do: Callable[[], object],
        *,
        whole: bool = False,
        task: UUID | None = None,
        version: str | None = None,
        detail: object = None,
    ) -> Happening:
        """Let somebody do something; a refusal is an outcome like any other.

        `whole`: it is made of several acts, which a transaction takes back together.
        """
        before, self._said = self.case, []
        refused: Exception | None = None
        try:
            do()
        except REFUSALS as error:
            refused = error
            if whole:
                self._kept.cases[DOSSIER], self._said = before, []
        said = tuple(self._said)
        self._heard(said)
        return Happening(
            who=who,
            act=act,
            at=self.at,
            before=before,
            after=self.case,
            said=said,
            calendar=self.calendar,
            refused=refused,
            task=task,
            version=version,
            detail=detail,
        )

    def _heard(self, said: tuple[Event, ...]) -> None:
        self.intake.hears.extend(said)

    def _opened(self, process: Process) -> tuple[Case, tuple[Event, ...]]:
        schedules: Mapping[str, Schedule] = dict.fromkeys(self.agencies.values(), SCHEDULE)
        dossier = AcceptedDossier(
            code=DOSSIER,
            procedure="2.001023",
            procedure_version=1,
            receiving_agency=COMMUNE,
            competent_agency=COMMUNE,
            agencies=self.agencies,
            due_at=self.intake.due_at,
            conditions=judged(self.chance, process),
        )
        now = Occasion(at=MONDAY, schedules=schedules, new_id=self.new_id)
        return open_case(dossier, process, case_id=self.new_id(), occasion=now)


def drawn_world(chance: Chance) -> World:
    """Draw worlds until one has something to do."""
    while True:
        try:
            return World(chance)
        except NothingChosenError:
            continue
