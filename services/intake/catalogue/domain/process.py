"""The internal process (quy trình nội bộ) of a procedure: legs of agencies made of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Self

from kernel.text import Text
from services.intake.catalogue.domain.agency_rule import AgencyRule


@unique
class StepRole(StrEnum):
    """Who does a step inside its agency."""

    DESK = "desk"  # the one-stop desk
    OFFICER = "officer"  # a specialist of the division
    APPROVER = "approver"  # signs for the agency


@unique
class StepAction(StrEnum):
    """What the owner of a step may do to end it."""

    COMPLETE = "complete"  # done, on to the next step
    FORWARD = "forward"  # done, on to the next step or agency
    APPROVE = "approve"  # signed
    RETURN = "return"  # back to the step before
    REFUSE = "refuse"  # the dossier is refused on the merits
    REQUEST_PAYMENT = "request-payment"  # tax or land money first; the clock stands meanwhile


ONWARD = frozenset({StepAction.COMPLETE, StepAction.FORWARD, StepAction.APPROVE})
"""The actions that lead out of a step towards the end of the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A piece of work of one role; `working_minutes` is its own limit (8 hours make a day)."""

    id: str
    name: Text
    role: StepRole
    working_minutes: int
    actions: tuple[StepAction, ...]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a step from its checked document, whose limit is in working hours."""
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            role=StepRole(document["role"]),
            working_minutes=minutes_of(document["working_hours"]),
            actions=tuple(StepAction(action) for action in document["actions"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The work of one agency, begun when every leg in `after` has ended."""

    id: str
    name: Text
    agency: AgencyRule
    working_minutes: int
    after: tuple[str, ...]
    steps: tuple[Step, ...]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a leg from its checked document, whose term is in working hours."""
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            agency=AgencyRule.from_document(document["agency"]),
            working_minutes=minutes_of(document["working_hours"]),
            after=tuple(document.get("after", ())),
            steps=tuple(Step.from_document(step) for step in document["steps"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDefinition:
    """A graph of legs; routing runs it, intake publishes it."""

    legs: tuple[Leg, ...]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a process from its checked document."""
        return cls(legs=tuple(Leg.from_document(leg) for leg in document["legs"]))


def minutes_of(hours: float) -> int:
    """Return working hours as whole minutes; the documents allow quarters of an hour."""
    return round(hours * 60)
