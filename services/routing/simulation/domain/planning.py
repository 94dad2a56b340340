"""What one past case has to do in a process: legs, steps, and how long each takes it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique
from uuid import UUID

from kernel.condition import comparisons
from kernel.process import LegKind, Silence, StepKind, StepRole
from services.routing.process.domain.facts import ANSWER
from services.routing.process.domain.process import LegDefinition, Process, StepDefinition
from services.routing.simulation.domain.past import PastCase, PastRun, Unit

RECEIVING, COMPETENT = "receiving", "competent"


@unique
class Source(StrEnum):
    """Where the time of a step comes from."""

    MEASURED = "measured"  # what this very case took
    DRAWN = "drawn"  # what another case took for the same step
    STATED = "stated"  # a share of the hours that the process states


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step to do: `minutes` of work in a queue, or of waiting without one.

    `pause` is time of the wall in which the applicant pays; the due date moves by it.
    """

    role: StepRole
    minutes: float = 0.0
    queued: bool = True
    pause: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLeg:
    """A leg to do; `lapses`: after its `term` of office minutes it is over without an answer."""

    id: str
    agency: str
    after: frozenset[str]
    term: int
    steps: tuple[PlannedStep, ...]
    lapses: bool = False


@dataclass(slots=True)
class Guesses:
    """What had to be assumed, to be told beside the figures."""

    sources: Counter[Source] = field(default_factory=Counter)
    placed: set[str] = field(default_factory=set)
    unjudged: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Planner:
    """Plans past cases in a process.

    `efforts` are minutes of work by run; `agencies` says where legs go that a case did not have
    (`receiving`, `competent` or a code); a step never seen takes `share` of its stated time.
    """

    process: Process
    efforts: Mapping[UUID, float]
    agencies: Mapping[str, str]
    seed: int
    share: float
    cases: Sequence[PastCase]
    guesses: Guesses = field(default_factory=Guesses)
    _seen: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Gather what each step took, by its leg and id."""
        for case in self.cases:
            for place, minutes in self._took(case).items():
                self._seen[place].append(minutes)

    def plan(self, case: PastCase) -> tuple[PlannedLeg, ...]:
        """Return the legs of a case; those that its facts do not choose have no steps."""
        took = self._took(case)
        return tuple(self._leg(leg, case, took) for leg in self.process.legs)

    def _leg(
        self, leg: LegDefinition, case: PastCase, took: Mapping[tuple[str, str], float]
    ) -> PlannedLeg:
        self._note_unjudged(leg, case)
        chosen = leg.chosen_steps(case.facts)
        asking = leg.kind is LegKind.CONSULTATION
        return PlannedLeg(
            id=leg.id,
            agency=self._agency(leg, case),
            after=leg.after,
            term=leg.working_minutes,
            steps=tuple(self._step(leg.id, step, case, took) for step in chosen),
            lapses=asking and leg.silence is Silence.CONSENT,
        )

    def _agency(self, leg: LegDefinition, case: PastCase) -> str:
        if leg.id in case.agencies:
            return case.agencies[leg.id]
        self.guesses.placed.add(leg.id)
        named = self.agencies.get(leg.id, COMPETENT)
        return {RECEIVING: case.receiving, COMPETENT: case.competent}.get(named, named)

    def _step(
        self,
        leg: str,
        step: StepDefinition,
        case: PastCase,
        took: Mapping[tuple[str, str], float],
    ) -> PlannedStep:
        if step.kind is StepKind.PAYMENT:
            paid = [run for run in case.runs if (run.leg, run.step) == (leg, step.id)]
            pause = sum((run.ended_at - run.started_at for run in paid), timedelta())
            return PlannedStep(role=step.role, queued=False, pause=pause)
        queued = step.kind is not StepKind.CONNECTOR
        return PlannedStep(
            role=step.role, minutes=self._minutes(leg, step, case, took), queued=queued
        )

    def _minutes(
        self,
        leg: str,
        step: StepDefinition,
        case: PastCase,
        took: Mapping[tuple[str, str], float],
    ) -> float:
        place = (leg, step.id)
        if place in took:
            self.guesses.sources[Source.MEASURED] += 1
            return took[place]
        if self._seen.get(place):
            self.guesses.sources[Source.DRAWN] += 1
            # One source of chance for each case and step: what a draft changes elsewhere does
            # not change the luck here, and runs can be compared.
            return _drawn(self._seen[place], f"{self.seed}/{case.id}/{leg}/{step.id}")
        self.guesses.sources[Source.STATED] += 1
        return step.working_minutes * self.share

    def _took(self, case: PastCase) -> dict[tuple[str, str], float]:
        """Return what each step took in all its runs, by its place."""
        total: dict[tuple[str, str], float] = defaultdict(float)
        for run in case.runs:
            if not run.lapsed:
                total[run.leg, run.step] += self.efforts.get(run.id, 0.0)
        return dict(total)

    def _note_unjudged(self, leg: LegDefinition, case: PastCase) -> None:
        for when in (leg.when, *(step.when for step in leg.steps)):
            for part in comparisons(when) if when is not None else ():
                if case.facts.known(part) is None and not part.path.startswith(ANSWER):
                    self.guesses.unjudged.add(part.name)


def _drawn(found: Sequence[float], word: str) -> float:
    """Return one of the values, the same for the same word on every machine."""
    digest = hashlib.sha256(word.encode()).digest()
    return found[int.from_bytes(digest[:8]) % len(found)]


def unit_of(leg: PlannedLeg, step: PlannedStep) -> Unit:
    """Return whose queue a step waits in."""
    return Unit(agency=leg.agency, role=step.role)


def staffing(runs: Sequence[PastRun]) -> Mapping[Unit, int]:
    """Return how many officers ended work in each unit."""
    seen: dict[Unit, set[str]] = defaultdict(set)
    for run in runs:
        if not run.by_system and not run.lapsed:
            seen[run.unit].add(run.holder)
    return {unit: len(officers) for unit, officers in seen.items()}
