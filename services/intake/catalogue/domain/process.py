"""The internal process (quy trình nội bộ) of a procedure: legs of agencies made of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Self

from kernel.condition import Condition, condition_from_document
from kernel.process import LegKind, Silence, StepAction, StepKind, StepRole
from kernel.text import Text
from services.intake.catalogue.domain.agency_rule import AgencyRule
from services.intake.catalogue.domain.case_variant import Choice


@unique
class AnswerType(StrEnum):
    """What an officer's answer is."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    INTEGER = "integer"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAnswer:
    """A question to the officer at a step; `choices` for one of that type."""

    id: str
    label: Text
    type: AnswerType
    choices: tuple[Choice, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a question from its checked document."""
        return cls(
            id=document["id"],
            label=Text(**document["label"]),
            type=AnswerType(document["type"]),
            choices=tuple(Choice.from_document(item) for item in document.get("choices", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A piece of work of one role; `working_minutes` is its own limit (8 hours make a day).

    It is done where `when` holds, and ends with an answer to each of its `asks`. A connector asks
    `system`, waits `timeout_minutes` of the clock for an answer, and asks up to `tries` times;
    it is told the fields `sends` of the form, by their paths (`form/…`).
    """

    id: str
    name: Text
    role: StepRole
    working_minutes: int
    actions: tuple[StepAction, ...]
    kind: StepKind = StepKind.WORK
    when: Condition | None = None
    asks: tuple[AskedAnswer, ...] = ()
    system: str | None = None
    timeout_minutes: int | None = None
    tries: int | None = None
    sends: tuple[str, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a step from its checked document, whose limit is in working hours."""
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            role=StepRole(document["role"]),
            working_minutes=minutes_of(document.get("working_hours", 0)),
            actions=tuple(StepAction(action) for action in document["actions"]),
            kind=StepKind(document.get("kind", StepKind.WORK)),
            when=_when(document),
            asks=tuple(AskedAnswer.from_document(item) for item in document.get("asks", ())),
            system=document.get("system"),
            timeout_minutes=document.get("timeout_minutes"),
            tries=document.get("tries"),
            sends=tuple(document.get("sends", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The work of one agency, begun when every leg in `after` has ended or was not chosen.

    It is chosen where `when` holds. `gives` is the id of the paper it ends with, named
    `gives_name`; `takes` are papers of legs before it. A consultation says with `content` what is
    asked and with `silence` what silence past its working time means.
    """

    id: str
    name: Text
    agency: AgencyRule
    working_minutes: int
    after: tuple[str, ...]
    steps: tuple[Step, ...]
    kind: LegKind = LegKind.WORK
    when: Condition | None = None
    gives: str | None = None
    gives_name: Text | None = None
    takes: tuple[str, ...] = ()
    content: Text | None = None
    silence: Silence | None = None

    @property
    def own_minutes(self) -> int:
        """Return its working time; what only waits for the applicant's money has none."""
        paid = all(step.kind is StepKind.PAYMENT for step in self.steps)
        return 0 if paid else self.working_minutes

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a leg from its checked document, whose term is in working hours."""
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            agency=AgencyRule.from_document(document["agency"]),
            working_minutes=minutes_of(document.get("working_hours", 0)),
            after=tuple(document.get("after", ())),
            steps=tuple(Step.from_document(step) for step in document["steps"]),
            kind=LegKind(document.get("kind", LegKind.WORK)),
            when=_when(document),
            **_exchange(document),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDefinition:
    """A graph of legs; routing runs it, intake publishes it."""

    legs: tuple[Leg, ...]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a process from its checked document."""
        return cls(legs=tuple(Leg.from_document(leg) for leg in document["legs"]))


def _when(document: Mapping[str, Any]) -> Condition | None:
    return condition_from_document(document["when"]) if "when" in document else None


def _exchange(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the leg gives, takes and asks of another agency."""
    gives, content, silence = (document.get(name) for name in ("gives", "content", "silence"))
    return {
        "gives": gives and gives["id"],
        "gives_name": gives and Text(**gives["name"]),
        "takes": tuple(document.get("takes", ())),
        "content": content and Text(**content),
        "silence": silence and Silence(silence),
    }


def minutes_of(hours: float) -> int:
    """Return working hours as whole minutes; the documents allow quarters of an hour."""
    return round(hours * 60)
