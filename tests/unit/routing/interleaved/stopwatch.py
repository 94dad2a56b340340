"""How long legs and steps have had, kept beside the case by what was seen to happen to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.events.clock import DossierResumed, DossierSupplemented, SupplementRequested
from services.routing.work.domain.case import Case, CaseStatus, Leg, LegStatus
from services.routing.work.domain.task import Task
from tests.unit.routing.interleaved.world import MINUTES, Happening

_RUNNING = LegStatus.RUNNING
_NEVER: frozenset[datetime | None] = frozenset({None})
_RUN_ON = ("resumed", "supplemented")


@dataclass(slots=True, kw_only=True)
class Stopwatch:
    """What is left of a term, in minutes of office time from `since` on; None: it stands.

    `ran` is since when it ran the last time: no word that comes late lets it run from before.
    """

    whole: int
    left: int
    since: datetime | None
    ran: datetime
    terms: int = 1

    def stop(self, at: datetime, calendar: int) -> None:
        if self.since is not None:
            self.left = max(0, self.left - MINUTES[calendar].between(self.since, at))
            self.since = None

    def go(self, at: datetime, *, anew: bool) -> None:
        if anew:
            self.left = self.whole
            self.terms += 1
        self.since = self.ran = max(at, self.ran)

    def over(self, at: datetime, calendar: int) -> bool:
        """Tell whether the term is over by a calendar; that of a clock that stands is not."""
        if self.since is None:
            return not self.left
        return not self.left or MINUTES[calendar].end_of(self.since, self.left) <= at

    def passed(self, at: datetime) -> set[bool]:
        """Tell whether the term was over before an instant, by either calendar.

        Where nothing was left when the clock stopped it may have been passed or just kept.
        """
        if not self.left:
            return {False} if not self.whole else {True, False}
        return {at > end for end in self.ends()} or {False}

    def in_time(self, part: Leg | Task, seen: Happening) -> bool:
        """Tell whether a leg that stops is not late by the date it has."""
        dates = {leg.late_at for leg in seen.before.legs if leg.id == part.id}
        return any(date is not None and _stopped(seen) <= date for date in dates)

    def ends(self) -> set[datetime]:
        """Return when the term is over, by either calendar; nothing while none of it is left."""
        if self.since is None or not self.left:
            return set()
        return {minutes.end_of(self.since, self.left) for minutes in MINUTES}


@dataclass(slots=True)
class Stopwatches:
    """One for each leg that began and for each task."""

    minutes: dict[object, int]
    opinions: frozenset[str]
    kept: dict[object, Stopwatch] = field(default_factory=dict)
    reopened: set[str] = field(default_factory=set)

    def begin(self, case: Case) -> None:
        """Start those of a case that was just opened."""
        for part in _running(case):
            self._start(part, case)

    def follow(self, seen: Happening) -> None:
        """Keep them by what happened."""
        self._begun(seen)
        before, after = seen.before, seen.after
        asked = {leg.id for leg in before.legs if leg.id in self.opinions and not leg.lapsed}
        ran_on = seen.act in _RUN_ON and before.status is CaseStatus.OPEN
        stops = after.suspended is not None and (ran_on or before.suspended is None)
        for part in _running(after):
            watch = self.kept[_key(part)]
            if ran_on:
                watch.go(_resumed(seen), anew=seen.act == "supplemented")
            if stops:
                found_later = part.id in asked or watch.in_time(part, seen)
                had = watch.left
                watch.stop(_stopped(seen), seen.calendar)
                if found_later and had and not watch.left:
                    watch.left = 1  # a silence nobody has noted, or a lateness that was none yet

    def _begun(self, seen: Happening) -> None:
        """Start those of what began, and let go on those of legs that came back."""
        legs = {leg.id: leg.status for leg in seen.before.legs}
        tasks = {task.id for task in seen.before.tasks}
        for leg in seen.after.legs:
            if leg.status is _RUNNING and legs[leg.id] is LegStatus.WAITING:
                self._start(leg, seen.after, seen.at)
            elif leg.status is _RUNNING and legs[leg.id] is LegStatus.FINISHED:
                self._reopen(leg, seen.after, seen)
        for task in seen.after.tasks:
            if task.id not in tasks:
                self._start(task, seen.after, seen.at)

    def wrong(self, case: Case) -> Iterable[str]:
        """Return what the dates of the case say against them, in words."""
        for part in _running(case):
            yield from self._wrong(part, case)
            if isinstance(part, Leg) and part.silent_at not in (None, part.late_at):
                yield f"silence counts at {part.silent_at}, the term ends at {part.late_at}"

    def _wrong(self, part: Leg | Task, case: Case) -> Iterable[str]:
        watch, name = self.kept[_key(part)], _name(part)
        if case.suspended is not None:
            if part.due_at is not None or watch.since is not None:
                yield f"the clock of {name} goes on while the case stands"
            if part.clock_minutes not in (watch.left, None):
                yield f"{name} has {part.clock_minutes} minutes left, and had {watch.left}"
            return
        within = case.due_at
        if isinstance(part, Task):
            within = case.leg(part.leg).due_at or case.due_at
        elif part.late_at not in (watch.ends() or _NEVER):
            yield f"{name} is late at {part.late_at}, its term ends at {watch.ends()}"
        if watch.left:
            wanted = {end if within is None else min(end, within) for end in watch.ends()}
            if part.due_at not in wanted:
                yield f"{name} is due at {part.due_at} and not at {wanted}"

    def _start(self, part: Leg | Task, case: Case, at: datetime | None = None) -> None:
        whole = self.minutes[_kind(part)]
        terms = self.kept[_key(part)].terms + 1 if _key(part) in self.kept else 1
        ran = at or case.opened_at
        since = None if case.suspended is not None else ran
        self.kept[_key(part)] = Stopwatch(
            whole=whole, left=whole, since=since, ran=ran, terms=terms
        )

    def _reopen(self, leg: Leg, case: Case, seen: Happening) -> None:
        """Let a leg that comes back go on in its term; one that was over is nobody's lateness."""
        watch = self.kept[leg.id]
        self.reopened.add(leg.id)
        if watch.over(seen.at, seen.calendar):
            watch.left = 0
        if not watch.left or watch.since is None:
            watch.since = watch.ran = seen.at
        if case.suspended is not None:
            watch.stop(seen.at, seen.calendar)


def _stopped(seen: Happening) -> datetime:
    """Return when the clocks stopped: intake says it of a moment that may be past.

    A case that stands for money did not run at all, whatever intake says of its own clock.
    """
    if seen.act in _RUN_ON:
        return _resumed(seen)
    return seen.detail.requested_at if isinstance(seen.detail, SupplementRequested) else seen.at


def _resumed(seen: Happening) -> datetime:
    if isinstance(seen.detail, DossierSupplemented):
        return seen.detail.supplemented_at
    assert isinstance(seen.detail, DossierResumed)
    return seen.detail.resumed_at


def _running(case: Case) -> list[Leg | Task]:
    legs = [leg for leg in case.legs if leg.status is _RUNNING]
    return [*legs, *(task for task in case.tasks if task.open)]


def _key(part: Leg | Task) -> object:
    return part.id


def _kind(part: Leg | Task) -> object:
    return (part.leg, part.step) if isinstance(part, Task) else part.id


def _name(part: Leg | Task) -> str:
    return f"step {part.leg}/{part.step}" if isinstance(part, Task) else f"leg {part.id}"
