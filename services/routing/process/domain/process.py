"""The internal process (quy trình nội bộ) of a procedure as routing runs it: legs made of steps.

`process_document` reads it from what `intake.procedure-published` carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kernel.condition import Condition
from kernel.process import LegKind, Silence, StepAction, StepKind, StepRole
from kernel.text import Text
from services.routing.process.domain.facts import NOTHING, Facts
from services.routing.process.domain.question import Question

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDefinition:
    """A piece of work of one role; `working_minutes` is its own limit in office time.

    It is done only where `when` holds, and ends with an answer to each of its `asks`. A connector
    asks `system`, waits `timeout_minutes` of the clock, and asks up to `tries` times; the system
    is told the fields `sends` of the form.
    """

    id: str
    name: Text
    role: StepRole
    working_minutes: int
    actions: frozenset[StepAction]
    kind: StepKind = StepKind.WORK
    when: Condition | None = None
    asks: tuple[Question, ...] = ()
    system: str | None = None
    timeout_minutes: int = 0
    tries: int = 0
    sends: tuple[str, ...] = ()

    @property
    def paid(self) -> bool:
        """Tell whether it waits for the applicant's money."""
        return self.kind is StepKind.PAYMENT

    def patience(self, attempt: int) -> timedelta:
        """Return how long the system has for its answer, asked for the `attempt`-th time.

        Each time twice as long as before, a day at most: a system in trouble is not pressed.
        """
        return min(timedelta(minutes=self.timeout_minutes * 2 ** (attempt - 1)), _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPaper:
    """A paper that is the result of a leg, by its id in the process."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDefinition:
    """The work of one agency, begun when every leg in `after` has finished or was not chosen.

    It is chosen where `when` holds and one of its steps is. `gives` is the paper it ends with,
    `takes` are ids of papers that earlier legs gave. Of a consultation `content` says what is
    asked, and `silence` what silence past its working time means.
    """

    id: str
    name: Text
    working_minutes: int
    after: frozenset[str]
    steps: tuple[StepDefinition, ...]
    kind: LegKind = LegKind.WORK
    when: Condition | None = None
    gives: GivenPaper | None = None
    takes: tuple[str, ...] = ()
    content: Text | None = None
    silence: Silence | None = None

    def chosen_steps(self, facts: Facts = NOTHING) -> tuple[StepDefinition, ...]:
        """Return the steps to be done; none where the leg itself is not chosen."""
        if not facts.chosen(self.when):
            return ()
        return tuple(step for step in self.steps if facts.chosen(step.when))

    def position(self, step: str) -> int:
        """Return the place of a step in the leg, from 0; raises `KeyError`."""
        for place, candidate in enumerate(self.steps):
            if candidate.id == step:
                return place
        raise KeyError(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A graph of legs; `services.routing.process.domain.graph` says when it is sound."""

    legs: tuple[LegDefinition, ...]

    def leg(self, leg: str) -> LegDefinition:
        """Return a leg by its id; raises `KeyError`."""
        for candidate in self.legs:
            if candidate.id == leg:
                return candidate
        raise KeyError(leg)

    def step(self, leg: str, step: str) -> StepDefinition:
        """Return a step by its leg and id; raises `KeyError`."""
        found = self.leg(leg)
        return found.steps[found.position(step)]

    def paper_name(self, paper: str) -> Text:
        """Return the name of a paper that a leg gives; raises `KeyError`."""
        for leg in self.legs:
            if leg.gives is not None and leg.gives.id == paper:
                return leg.gives.name
        raise KeyError(paper)

    def conditions(self) -> tuple[Condition | None, ...]:
        """Return the conditions of all legs and steps."""
        steps = (step.when for leg in self.legs for step in leg.steps)
        return (*(leg.when for leg in self.legs), *steps)
