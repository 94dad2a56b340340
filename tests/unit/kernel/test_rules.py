"""Rule books: date-effective sets that never overlap, every rule with its ground."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kernel.rules import (
    DEFAULT_RULES,
    ONE_STOP_2018,
    ONE_STOP_2025,
    Rule,
    RuleBook,
    RulesMissingError,
    rule_book,
)


@pytest.mark.parametrize("name", ["one-stop", "linked-household-business"])
def test_every_rule_of_every_set_has_a_ground(name: str) -> None:
    """A move without a legal ground cannot be explained."""
    for rules in rule_book(name).sets:
        assert set(rules.grounds) == set(Rule)
        assert all(rules.grounds.values())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2018, 6, 21), "one-stop-2018"),
        (date(2025, 6, 30), "one-stop-2018"),
        (date(2025, 7, 1), "one-stop-2025"),
        (date(2040, 1, 1), "one-stop-2025"),
    ],
)
def test_the_set_in_force_on_the_day_is_chosen(day: date, name: str) -> None:
    """First and last day belong to a set; the last set has no end."""
    assert DEFAULT_RULES.on(day).name == name


def test_a_day_before_every_set_has_no_rules() -> None:
    """Nothing is applied before it was law."""
    with pytest.raises(RulesMissingError):
        DEFAULT_RULES.on(date(2018, 6, 20))


@pytest.mark.parametrize("valid_to", [None, date(2025, 7, 1)])
def test_two_sets_never_hold_on_one_day(valid_to: date | None) -> None:
    """A book whose sets overlap is refused when it is made."""
    with pytest.raises(ValueError, match="twice"):
        RuleBook(name="twice", sets=(replace(ONE_STOP_2018, valid_to=valid_to), ONE_STOP_2025))


def test_rules_are_data_that_cannot_be_changed() -> None:
    """A set that dates were computed by stays what it was."""
    with pytest.raises(TypeError):
        ONE_STOP_2025.grounds[Rule.START] = "x"  # type: ignore[index]
    assert len({ONE_STOP_2018, ONE_STOP_2025, ONE_STOP_2025}) == 2
