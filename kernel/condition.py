"""Conditions on a dossier as data: what a process is chosen by.

A condition compares named values (`form/residence/register`, `case`, `channel`,
`answer/needs-survey`) with constants and joins comparisons with `all`, `any` and `not`:

    {any: [{value: case, in: [gift, transfer]}, {value: form/price, ge: 1000000000}]}

Who knows a value judges its comparisons and tells others only the outcome, by the name of the
comparison: so a service can follow a condition on data that it must not have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from kernel import document as reading

Scalar = str | int | bool
"""What a value of a dossier can be; a day is its text `YYYY-MM-DD`, which sorts as days do."""

Knowledge = Callable[["Comparison"], bool | None]
"""Tells whether a comparison holds; None while nobody knows."""

_DEEPEST = 6
_MOST_PARTS = 24


@unique
class Operator(StrEnum):
    """How a value is compared with a constant; `IN` with several."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"


ORDERING = frozenset({Operator.LT, Operator.LE, Operator.GT, Operator.GE})
"""The operators that need values with an order: integers and days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The value at `path` against `constants`: one, or several for `IN`."""

    path: str
    operator: Operator
    constants: tuple[Scalar, ...]

    @property
    def name(self) -> str:
        """Return the text by which two services speak of the same comparison."""
        constants = json.dumps(self.constants, ensure_ascii=False, separators=(",", ":"))
        return f"{self.path} {self.operator} {constants}"

    def holds(self, value: Scalar | None) -> bool:
        """Tell whether it holds for `value`; nothing holds of a value that was not given."""
        if value is None or not all(type(value) is type(item) for item in self.constants):
            return False
        if self.operator not in ORDERING:
            return (value in self.constants) is not (self.operator is Operator.NE)
        return _in_order(self.operator, value, self.constants[0])


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one part does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Condition


Condition = Comparison | AllOf | AnyOf | Not


def condition_from_document(document: object, pointer: str = "") -> Condition:
    """Read a condition; raise `DocumentError` with a JSON pointer.

    No more than 24 parts, nested no deeper than 6: a person must be able to read it.
    """
    condition = _read(document, pointer, 0)
    if sum(1 for _ in comparisons(condition)) > _MOST_PARTS:
        raise reading.fault(pointer, "có quá nhiều vế", "has too many parts")
    return condition


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Yield every comparison of a condition, from left to right."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)


def judge(condition: Condition, known: Knowledge) -> bool | None:
    """Tell whether a condition holds; None where that hangs on what nobody knows yet."""
    match condition:
        case Comparison():
            return known(condition)
        case Not(part):
            inner = judge(part, known)
            return None if inner is None else not inner
        case AllOf(parts):
            return _joined([judge(part, known) for part in parts], decisive=False)
        case AnyOf(parts):
            return _joined([judge(part, known) for part in parts], decisive=True)


def _joined(outcomes: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in outcomes:
        return decisive
    return None if None in outcomes else not decisive


def _in_order(operator: Operator, value: Scalar, constant: Scalar) -> bool:
    # Both are of one type here, integers or texts; comparing them as such needs no cast.
    below, same = value < constant, value == constant  # type: ignore[operator]
    return {
        Operator.LT: below,
        Operator.LE: below or same,
        Operator.GT: not below and not same,
        Operator.GE: not below,
    }[operator]


def _read(document: object, pointer: str, depth: int) -> Condition:
    if depth > _DEEPEST:
        raise reading.fault(pointer, "lồng nhau quá sâu", "is nested too deep")
    if not isinstance(document, Mapping):
        raise reading.fault(pointer, "phải là một điều kiện", "must be a condition")
    if set(document) == {"all"}:
        return AllOf(_parts(document["all"], f"{pointer}/all", depth))
    if set(document) == {"any"}:
        return AnyOf(_parts(document["any"], f"{pointer}/any", depth))
    if set(document) == {"not"}:
        return Not(_read(document["not"], f"{pointer}/not", depth + 1))
    return _comparison(document, pointer)


def _parts(value: object, pointer: str, depth: int) -> tuple[Condition, ...]:
    found = reading.items(value, pointer)
    if not found:
        raise reading.fault(pointer, "phải có ít nhất một vế", "must have a part")
    return tuple(_read(part, f"{pointer}/{place}", depth + 1) for place, part in enumerate(found))


def _comparison(document: Mapping[object, object], pointer: str) -> Comparison:
    path = reading.text(document.get("value"), f"{pointer}/value")
    operators = [word for word in document if word != "value"]
    known = {operator.value for operator in Operator}
    if len(operators) != 1 or operators[0] not in known:
        listed = ", ".join(sorted(known))
        raise reading.fault(pointer, f"cần đúng một trong: {listed}", f"needs one of: {listed}")
    operator = Operator(str(operators[0]))
    given = document[operators[0]]
    here = f"{pointer}/{operator}"
    values = reading.items(given, here) if operator is Operator.IN else (given,)
    if not values:
        raise reading.fault(here, "phải có ít nhất một giá trị", "must have a value")
    return Comparison(
        path=path, operator=operator, constants=tuple(_scalar(value, here) for value in values)
    )


def _scalar(value: object, pointer: str) -> Scalar:
    if isinstance(value, str | int | bool):
        return value
    raise reading.fault(pointer, "phải là chuỗi, số nguyên hoặc đúng/sai", "must be a scalar")
