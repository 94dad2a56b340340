"""Every way the choices of a process can fall out.

Each value that a condition reads is cut into the classes that its comparisons tell apart: the
choices of a field, true and false, the days and numbers below, at and above a constant, and the
value that was not given. One member of each class stands for all, so a finite number of
combinations shows what any dossier whatever can lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod

from kernel.channel import Channel
from kernel.condition import ORDERING, Comparison, Condition, Scalar, judge
from services.intake.catalogue.domain.form import FieldType, Form, FormField
from services.intake.catalogue.domain.judging import ANSWER, CASE, CHANNEL, FORM, compared
from services.intake.catalogue.domain.process import (
    AnswerType,
    AskedAnswer,
    Leg,
    ProcessDefinition,
    Step,
)

MOST_COMBINATIONS = 5_000
"""More than so many ways nobody can look through, machine or person."""

Values = Mapping[str, Scalar | None]
"""What each path comes to; None where it was not given."""

_TYPES: Mapping[FieldType | AnswerType, type[Scalar]] = {
    FieldType.TEXT: str,
    FieldType.INTEGER: int,
    FieldType.DATE: str,
    FieldType.CHOICE: str,
    FieldType.BOOLEAN: bool,
    FieldType.COMMUNE: str,
    AnswerType.BOOLEAN: bool,
    AnswerType.CHOICE: str,
    AnswerType.INTEGER: int,
    AnswerType.COMMUNE: str,
}
_ORDERED = frozenset({FieldType.INTEGER, FieldType.DATE, AnswerType.INTEGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A value that conditions may read; `words` are all it can be, None where it is open."""

    kind: FieldType | AnswerType
    words: tuple[str, ...] | None = None
    always: bool = True

    def takes(self, comparison: Comparison) -> bool:
        """Tell whether the comparison is one this value can be put to."""
        if comparison.operator in ORDERING and self.kind not in _ORDERED:
            return False
        return all(self._is(constant) for constant in comparison.constants)

    def classes(self, constants: tuple[Scalar, ...]) -> tuple[Scalar | None, ...]:
        """Return one member of each class that comparisons with `constants` tell apart."""
        missing: tuple[None, ...] = () if self.always else (None,)
        if self.words is not None:
            return (*self.words, *missing)
        if _TYPES[self.kind] is bool:
            return (True, False, *missing)
        beside = {other for constant in constants for other in self._around(constant)}
        return (*sorted(beside, key=str), *missing)

    def _is(self, constant: Scalar) -> bool:
        if type(constant) is not _TYPES[self.kind]:
            return False
        if self.kind is FieldType.DATE:
            return _day(constant) is not None
        return self.words is None or constant in self.words

    def _around(self, constant: Scalar) -> tuple[Scalar, ...]:
        if type(constant) is int:
            return (constant - 1, constant, constant + 1)
        day = _day(constant) if self.kind is FieldType.DATE else None
        if day is not None:
            beside = (day - timedelta(days=1), day, day + timedelta(days=1))
            return tuple(each.isoformat() for each in beside)
        return (constant, f"{constant}-other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a process may be chosen by: the form, the cases, the channels, its own questions."""

    form: Form = Form()  # noqa: RUF009 -- frozen
    cases: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = tuple(Channel)


def variables(process: ProcessDefinition, setting: Setting) -> dict[str, Variable]:
    """Return every value that conditions of the process may read, by path."""
    channels = tuple(channel.value for channel in setting.channels)
    found = {CHANNEL: Variable(kind=FieldType.CHOICE, words=channels)}
    if setting.cases:
        found[CASE] = Variable(kind=FieldType.CHOICE, words=setting.cases)
    for path, item, always in _fields(setting.form.fields, FORM, always=True):
        words = tuple(choice.value for choice in item.choices) or None
        found[path] = Variable(kind=item.type, words=words, always=always)
    for leg in process.legs:
        for step in leg.steps:
            for question in step.asks:
                words = tuple(choice.value for choice in question.choices) or None
                always = leg.when is None and step.when is None
                found[f"{ANSWER}{question.id}"] = Variable(
                    kind=question.type, words=words, always=always
                )
    return found


def combinations(process: ProcessDefinition, setting: Setting) -> Iterator[Values] | None:
    """Yield every combination of values that makes a difference; None for too many."""
    known = variables(process, setting)
    constants: dict[str, tuple[Scalar, ...]] = {}
    for part in compared(process):
        if part.path in known:
            constants[part.path] = (*constants.get(part.path, ()), *part.constants)
    classes = {path: known[path].classes(values) for path, values in constants.items()}
    if prod(len(members) for members in classes.values()) > MOST_COMBINATIONS:
        return None
    return (dict(zip(classes, members, strict=True)) for members in product(*classes.values()))


def chosen_steps(leg: Leg, values: Values) -> tuple[Step, ...]:
    """Return the steps of a leg that these values choose; none where it is passed over."""
    if not _holds(leg.when, values):
        return ()
    return tuple(step for step in leg.steps if _holds(step.when, values))


def questions(process: ProcessDefinition) -> Iterator[tuple[str, str, AskedAnswer]]:
    """Yield every question with the pointer of its step and the id of its leg."""
    for number, leg in enumerate(process.legs):
        for place, step in enumerate(leg.steps):
            for question in step.asks:
                yield f"/process/legs/{number}/steps/{place}/asks", leg.id, question


def _holds(when: Condition | None, values: Values) -> bool:
    if when is None:
        return True
    return bool(judge(when, lambda part: part.holds(values.get(part.path))))


def _fields(
    fields: tuple[FormField, ...], prefix: str, *, always: bool
) -> Iterator[tuple[str, FormField, bool]]:
    for item in fields:
        given = always and item.required and not item.when
        if item.type is FieldType.GROUP:
            yield from _fields(item.fields, f"{prefix}{item.id}/", always=given)
        else:
            yield f"{prefix}{item.id}", item, given


def _day(value: Scalar) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
