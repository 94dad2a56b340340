"""A process out of the document that `intake.procedure-published` carries.

A member not known here is skipped: intake may say more than an older routing understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kernel import document as reading
from kernel.condition import Condition, condition_from_document
from kernel.process import LegKind, Silence, StepAction, StepKind, StepRole
from kernel.text import Text
from services.routing.process.domain.errors import ProcessFaultyError, faulty
from services.routing.process.domain.process import (
    GivenPaper,
    LegDefinition,
    Process,
    StepDefinition,
)
from services.routing.process.domain.question import AnswerType, Question

_Word = TypeVar("_Word", bound=StrEnum)
_MOST_MINUTES = 9999 * 8 * 60
_MOST_TRIES = 20
_DAY = 24 * 60


def process_from_document(document: object) -> Process:
    """Read a process from its document; raises `ProcessFaultyError` with a JSON pointer."""
    legs = reading.items(_part(document, "").get("legs"), "/legs")
    return Process(legs=tuple(_leg(leg, f"/legs/{number}") for number, leg in enumerate(legs)))


def _leg(value: object, pointer: str) -> LegDefinition:
    part = _part(value, pointer)
    steps = reading.items(part.get("steps"), f"{pointer}/steps")
    after = reading.items(part.get("after") or (), f"{pointer}/after")
    takes = reading.items(part.get("takes") or (), f"{pointer}/takes")
    silence = part.get("silence")
    return LegDefinition(
        id=reading.text(part.get("id"), f"{pointer}/id"),
        name=_name(part.get("name"), f"{pointer}/name"),
        working_minutes=_minutes(part.get("working_hours", 0), f"{pointer}/working_hours"),
        after=frozenset(reading.text(name, f"{pointer}/after") for name in after),
        steps=tuple(_step(step, f"{pointer}/steps/{number}") for number, step in enumerate(steps)),
        kind=_word(LegKind, part.get("kind") or LegKind.WORK, f"{pointer}/kind"),
        when=_condition(part.get("when"), f"{pointer}/when"),
        gives=_given(part.get("gives"), f"{pointer}/gives"),
        takes=tuple(reading.text(name, f"{pointer}/takes") for name in takes),
        content=_optional_name(part.get("content"), f"{pointer}/content"),
        silence=None if silence is None else _word(Silence, silence, f"{pointer}/silence"),
    )


def _step(value: object, pointer: str) -> StepDefinition:
    part = _part(value, pointer)
    actions = reading.items(part.get("actions"), f"{pointer}/actions")
    asks = reading.items(part.get("asks") or (), f"{pointer}/asks")
    kind = _word(StepKind, part.get("kind") or StepKind.WORK, f"{pointer}/kind")
    waiting = kind is StepKind.CONNECTOR
    return StepDefinition(
        id=reading.text(part.get("id"), f"{pointer}/id"),
        name=_name(part.get("name"), f"{pointer}/name"),
        role=_word(StepRole, part.get("role"), f"{pointer}/role"),
        working_minutes=_minutes(part.get("working_hours", 0), f"{pointer}/working_hours"),
        actions=frozenset(_word(StepAction, name, f"{pointer}/actions") for name in actions),
        kind=kind,
        when=_condition(part.get("when"), f"{pointer}/when"),
        asks=tuple(_question(ask, f"{pointer}/asks/{number}") for number, ask in enumerate(asks)),
        system=reading.text(part.get("system"), f"{pointer}/system") if waiting else None,
        timeout_minutes=_count(part, "timeout_minutes", pointer, _DAY) if waiting else 0,
        tries=_count(part, "tries", pointer, _MOST_TRIES) if waiting else 0,
        sends=_paths(part, pointer) if waiting else (),
    )


def _question(value: object, pointer: str) -> Question:
    part = _part(value, pointer)
    choices: dict[str, Text] = {}
    given = reading.items(part.get("choices") or (), f"{pointer}/choices")
    for number, item in enumerate(given):
        here = f"{pointer}/choices/{number}"
        choice = _part(item, here)
        word = reading.text(choice.get("value"), f"{here}/value")
        choices[word] = _name(choice.get("label"), f"{here}/label")
    return Question(
        id=reading.text(part.get("id"), f"{pointer}/id"),
        label=_name(part.get("label"), f"{pointer}/label"),
        type=_word(AnswerType, part.get("type"), f"{pointer}/type"),
        choices=choices,
    )


def _given(value: object, pointer: str) -> GivenPaper | None:
    if value is None:
        return None
    part = _part(value, pointer)
    return GivenPaper(
        id=reading.text(part.get("id"), f"{pointer}/id"),
        name=_name(part.get("name"), f"{pointer}/name"),
    )


def _condition(value: object, pointer: str) -> Condition | None:
    try:
        return None if value is None else condition_from_document(value, pointer)
    except reading.DocumentError as error:
        raise ProcessFaultyError(error.detail, pointer=error.pointer) from error


def _count(part: Mapping[str, object], name: str, pointer: str, most: int) -> int:
    return reading.integer(part.get(name), f"{pointer}/{name}", low=1, high=most)


def _paths(part: Mapping[str, object], pointer: str) -> tuple[str, ...]:
    given = reading.items(part.get("sends") or (), f"{pointer}/sends")
    return tuple(
        reading.text(path, f"{pointer}/sends/{number}") for number, path in enumerate(given)
    )


def _optional_name(value: object, pointer: str) -> Text | None:
    return None if value is None else _name(value, pointer)


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
