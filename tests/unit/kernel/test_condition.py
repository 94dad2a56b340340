"""Conditions are data that two services read alike."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.condition import (
    Comparison,
    Condition,
    Operator,
    comparisons,
    condition_from_document,
    judge,
)
from kernel.document import DocumentError

VALUES: dict[str, Any] = {
    "case": "gift",
    "form/price": 7,
    "form/day": "2026-11-29",
    "form/on": True,
}


def holds(document: object) -> bool | None:
    condition = condition_from_document(document)
    return judge(condition, lambda part: part.holds(VALUES.get(part.path)))


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        ({"value": "case", "in": ["gift", "sale"]}, True),
        ({"value": "case", "eq": "sale"}, False),
        ({"value": "case", "ne": "sale"}, True),
        ({"value": "form/price", "lt": 7}, False),
        ({"value": "form/price", "le": 7}, True),
        ({"value": "form/price", "gt": 6}, True),
        ({"value": "form/price", "ge": 8}, False),
        ({"value": "form/day", "lt": "2026-12-01"}, True),
        ({"value": "form/on", "eq": True}, True),
        ({"value": "form/on", "eq": 1}, False),
        ({"value": "form/missing", "ne": "x"}, False),
        ({"not": {"value": "form/missing", "eq": "x"}}, True),
        ({"all": [{"value": "case", "eq": "gift"}, {"value": "form/on", "eq": False}]}, False),
        ({"any": [{"value": "case", "eq": "sale"}, {"value": "form/on", "eq": True}]}, True),
    ],
)
def test_what_a_condition_comes_to(document: object, *, outcome: bool) -> None:
    """Of a value that was not given nothing holds; true is not 1."""
    assert holds(document) is outcome


@pytest.mark.parametrize(
    "document",
    [
        "case",
        {},
        {"value": "case"},
        {"value": "case", "eq": "a", "ne": "b"},
        {"value": "case", "like": "a"},
        {"value": "case", "in": []},
        {"value": "case", "eq": None},
        {"value": "case", "eq": 1.5},
        {"all": []},
        {"all": [{"value": "case", "eq": "a"}], "any": []},
        {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"value": "a", "eq": 1}}}}}}}},
        {"any": [{"value": "case", "eq": str(number)} for number in range(25)]},
    ],
)
def test_what_is_no_condition(document: object) -> None:
    """Nothing else is read, nothing is guessed; the fault says where."""
    with pytest.raises(DocumentError):
        condition_from_document(document, "/when")


def test_nobody_knows_until_it_makes_no_difference() -> None:
    """One part may decide for the others; else the answer is open."""
    known = Comparison(path="case", operator=Operator.EQ, constants=("gift",))
    open_ = Comparison(path="answer/x", operator=Operator.EQ, constants=(True,))

    def outcome(document: dict[str, Any], *, first: bool) -> bool | None:
        condition = condition_from_document(document)
        return judge(condition, lambda part: first if part.name == known.name else None)

    parts = [{"value": known.path, "eq": "gift"}, {"value": open_.path, "eq": True}]
    assert outcome({"all": parts}, first=True) is None
    assert outcome({"all": parts}, first=False) is False
    assert outcome({"any": parts}, first=True) is True
    assert outcome({"any": parts}, first=False) is None
    assert outcome({"not": parts[1]}, first=True) is None


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    """Draw documents of conditions on two values."""
    leaf = st.fixed_dictionaries({"value": st.sampled_from(["a", "b"])}).flatmap(
        lambda part: st.integers(0, 2).map(lambda constant: {**part, "eq": constant})
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )


def nested(document: Any) -> int:  # noqa: ANN401
    parts = document.get("all") or document.get("any")
    inner = parts or ([document["not"]] if "not" in document else [])
    return 1 + max((nested(part) for part in inner), default=0)


@given(conditions().filter(lambda one: nested(one) <= 6), st.integers(0, 2), st.integers(0, 2))
def test_outcomes_by_name_say_as_much_as_the_values(document: Any, a: int, b: int) -> None:  # noqa: ANN401
    """Who knows only the names and outcomes judges the whole alike."""
    condition: Condition = condition_from_document(document)
    values = {"a": a, "b": b}
    named = {part.name: part.holds(values[part.path]) for part in comparisons(condition)}

    told = judge(condition, lambda part: named[part.name])

    assert told is judge(condition, lambda part: part.holds(values[part.path]))
