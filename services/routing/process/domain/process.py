"""The internal process (quy trình nội bộ) of a procedure as routing runs it: legs made of steps.

Read from the document that `intake.procedure-published` carries. A member not known here is
skipped: intake may say more than an older routing understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TypeVar

from kernel import document as reading
from kernel.text import Text
from services.routing.process.domain.errors import faulty

_Word = TypeVar("_Word", bound=StrEnum)
_MOST_MINUTES = 9999 * 8 * 60


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
class StepDefinition:
    """A piece of work of one role; `working_minutes` is its own limit in office time."""

    id: str
    name: Text
    role: StepRole
    working_minutes: int
    actions: frozenset[StepAction]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDefinition:
    """The work of one agency, begun when every leg in `after` has finished."""

    id: str
    name: Text
    working_minutes: int
    after: frozenset[str]
    steps: tuple[StepDefinition, ...]

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


def process_from_document(document: object) -> Process:
    """Read a process from its document; raises `ProcessFaultyError` with a JSON pointer."""
    legs = reading.items(_part(document, "").get("legs"), "/legs")
    return Process(legs=tuple(_leg(leg, f"/legs/{number}") for number, leg in enumerate(legs)))


def _leg(value: object, pointer: str) -> LegDefinition:
    part = _part(value, pointer)
    steps = reading.items(part.get("steps"), f"{pointer}/steps")
    after = reading.items(part.get("after") or (), f"{pointer}/after")
    return LegDefinition(
        id=reading.text(part.get("id"), f"{pointer}/id"),
        name=_name(part.get("name"), f"{pointer}/name"),
        working_minutes=_minutes(part.get("working_hours"), f"{pointer}/working_hours"),
        after=frozenset(reading.text(name, f"{pointer}/after") for name in after),
        steps=tuple(_step(step, f"{pointer}/steps/{number}") for number, step in enumerate(steps)),
    )


def _step(value: object, pointer: str) -> StepDefinition:
    part = _part(value, pointer)
    actions = reading.items(part.get("actions"), f"{pointer}/actions")
    return StepDefinition(
        id=reading.text(part.get("id"), f"{pointer}/id"),
        name=_name(part.get("name"), f"{pointer}/name"),
        role=_word(StepRole, part.get("role"), f"{pointer}/role"),
        working_minutes=_minutes(part.get("working_hours"), f"{pointer}/working_hours"),
        actions=frozenset(_word(StepAction, name, f"{pointer}/actions") for name in actions),
    )


def _part(value: object, pointer: str) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise faulty(pointer, "phải là một nhóm trường", "must be a mapping")


def _name(value: object, pointer: str) -> Text:
    part = _part(value, pointer)
    return Text(
        vi=reading.text(part.get("vi"), f"{pointer}/vi"),
        en=reading.text(part.get("en"), f"{pointer}/en"),
    )


def _minutes(value: object, pointer: str) -> int:
    """Return working hours, which may have quarters, as whole minutes."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        minutes = round(value * 60)
        if 0 <= minutes <= _MOST_MINUTES:
            return minutes
    raise faulty(pointer, "phải là số giờ làm việc", "must be a number of working hours")


def _word(kind: type[_Word], value: object, pointer: str) -> _Word:
    try:
        return kind(reading.text(value, pointer))
    except ValueError:
        known = ", ".join(kind)
        raise faulty(pointer, f"phải là một trong: {known}", f"must be one of: {known}") from None
