"""What happened: cases that ended, and all the work of the units that they went through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.process import StepRole
from services.routing.process.domain.facts import NOTHING, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Who shares a queue: one role at one agency."""

    agency: str
    role: StepRole


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A task that ended: it came at `started_at` and was held from `held_from` to `ended_at`.

    `holder` tells officers apart and is never shown. `by_system`: no officer did it.
    """

    id: UUID
    leg: str
    step: str
    unit: Unit
    started_at: datetime
    held_from: datetime
    ended_at: datetime
    holder: str
    by_system: bool = False
    lapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A case that was approved, with the agencies of its legs and every run of its steps."""

    id: UUID
    opened_at: datetime
    decided_at: datetime
    due_at: datetime | None
    receiving: str
    competent: str
    facts: Facts = NOTHING
    agencies: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[PastRun, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The cases of a procedure, oldest first, and the `other` work of the same units then."""

    cases: tuple[PastCase, ...]
    other: tuple[PastRun, ...] = ()

    def runs(self) -> tuple[PastRun, ...]:
        """Return all work, of the cases and beside them."""
        return (*(run for case in self.cases for run in case.runs), *self.other)
