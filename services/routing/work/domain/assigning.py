"""Who gets a task: by an agency's plan, by who is there, and by what each of them holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from kernel.rights import Actor, Confidentiality
from services.routing.work.domain.errors import PlanFaultyError
from services.routing.work.domain.scope import step_roles_at
from services.routing.work.domain.task import Task, assign, give_to_head

PUSH = "push"
REASSIGN = "reassign"
TO_HEAD = "to-head"


@unique
class Mode(StrEnum):
    """How a step finds its owner."""

    PULL = "pull"  # whoever claims it
    PUSH = "push"  # the least loaded of those who can


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How steps find their owner; None: of every procedure, every step."""

    mode: Mode
    procedure: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the head of an agency laid down; version 0 is nothing yet, and everything is pulled."""

    agency: str
    version: int = 0
    rules: tuple[Rule, ...] = ()

    def mode_of(self, procedure: str, step: str) -> Mode:
        """Return how a step finds its owner: who names the procedure weighs most."""
        by_name = {(rule.procedure, rule.step): rule.mode for rule in self.rules}
        names = ((procedure, step), (procedure, None), (None, step), (None, None))
        return next((by_name[name] for name in names if name in by_name), Mode.PULL)

    @property
    def pushes(self) -> bool:
        """Tell whether any step is pushed."""
        return any(rule.mode is Mode.PUSH for rule in self.rules)


def next_plan(plan: Plan, rules: tuple[Rule, ...]) -> Plan:
    """Return the plan with these rules in place of its own; raises `PlanFaultyError`."""
    if len({(rule.procedure, rule.step) for rule in rules}) < len(rules):
        raise PlanFaultyError(pointer="/rules")
    return Plan(agency=plan.agency, version=plan.version + 1, rules=rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """An officer of the register on one day: where they stand, and what is arranged.

    `away`: gets nothing, and `cover` takes over. `fields` are those of their duties; none: any.
    """

    actor: Actor
    away: bool = False
    cover: str | None = None
    fields: frozenset[str] = frozenset()

    def fits(self, task: Task, kept: Confidentiality) -> bool:
        """Tell whether they are there today and may do the step."""
        return not self.away and self.stands_for(task, kept)

    def stands_for(self, task: Task, kept: Confidentiality) -> bool:
        """Tell whether their post lets them do the step, there today or away."""
        return task.role in step_roles_at(self.actor, task.agency, kept)

    def looks_after(self, field: str | None) -> bool:
        """Tell whether a field is theirs; one that nobody knows is everybody's."""
        return field is None or not self.fields or field in self.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What assigning needs of a dossier: its procedure, that one's field, how it is kept."""

    procedure: str
    field: str | None
    kept: Confidentiality


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """An agency on a day: its plan, who stands there, and the effort each account holds."""

    plan: Plan
    colleagues: Sequence[Colleague]
    loads: Mapping[str, int]


def assignable(task: Task) -> bool:
    """Tell whether somebody is to do the task: a specialised system answers some of them."""
    return task.open and not task.with_system


def pushed(task: Task, matter: Matter, bench: Bench) -> Task:
    """Return a task that waits, with the owner its plan gives it; where that pulls, as it is.

    The least loaded of those who fit, of two the first by account; nobody there: for the head.
    """
    if bench.plan.mode_of(matter.procedure, task.step) is Mode.PULL:
        return task
    return _least_loaded(task, matter, bench) or give_to_head(task)


def covered(task: Task, owner: Colleague, matter: Matter, bench: Bench) -> Task:
    """Return a task whose owner may be away today: with who covers, else as a new one.

    Nobody there to take it: for the head, also where the plan leaves tasks to be pulled.
    """
    if owner.fits(task, matter.kept):
        return task
    for one in bench.colleagues:
        if one.actor.subject == owner.cover and one.fits(task, matter.kept):
            return assign(task, one.actor.subject)
    if bench.plan.mode_of(matter.procedure, task.step) is Mode.PUSH:
        return _least_loaded(task, matter, bench) or give_to_head(task)
    return give_to_head(task)


def _least_loaded(task: Task, matter: Matter, bench: Bench) -> Task | None:
    able = [
        one.actor.subject
        for one in bench.colleagues
        if one.fits(task, matter.kept) and one.looks_after(matter.field)
    ]
    if not able:
        return None
    return assign(task, min(able, key=lambda account: (bench.loads.get(account, 0), account)))
