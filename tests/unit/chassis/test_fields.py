"""Fields say what they take, and take nothing else."""

from __future__ import annotations

import pytest
from marshmallow import Schema, ValidationError, fields

from chassis.cursors import instant_of
from chassis.fields import Flag, Instant, whole
from chassis.operation_parts import describe_query


class Asked(Schema):
    sure = Flag()
    commune = fields.String(validate=whole("[0-9]{5}"))
    at = Instant()


@pytest.mark.parametrize("value", [0, 1, "true", "no", 0.0, [], {}])
def test_a_flag_is_true_or_false(value: object) -> None:
    """Python takes 0 for False; a client that sends it may mean something else."""
    with pytest.raises(ValidationError):
        Asked().load({"sure": value})
    assert Asked().load({"sure": True}) == {"sure": True}


@pytest.mark.parametrize("value", ["14797\n", "\n14797", "147971", "1479", "١٤٧٩٧"])
def test_a_whole_text_fits(value: str) -> None:
    """No line break behind it either, which `$` alone would let pass."""
    with pytest.raises(ValidationError):
        Asked().load({"commune": value})
    assert Asked().load({"commune": "14797"}) == {"commune": "14797"}


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00",
        "1899-12-31T23:59:59Z",
        "2026-11-23T08:00:00+14:01",
        "2026-11-23T08:00:00-23:59",
        "2026-11-23T08:00:00",
        "3000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_an_instant_is_one_that_tables_and_clocks_hold(value: str) -> None:
    """No offset that no place has, and not where a day more leads out of the calendar."""
    with pytest.raises(ValidationError):
        Asked().load({"at": value})
    with pytest.raises(ValueError, match="instant"):
        instant_of(value)
    given = "2026-11-23T08:00:00+07:00"
    assert Asked().load({"at": given})["at"].isoformat() == given
    assert instant_of(given).isoformat() == given


def test_a_query_parameter_is_left_out_and_never_null() -> None:
    """A generated client sends the defaults it reads; null and "" are no values there."""
    schemas = [
        {"type": ["string", "null"], "default": None, "enum": ["a", None]},
        {"default": None},
        {"type": "integer", "default": 20},
    ]
    operation = {"parameters": [{"in": "query", "name": "x", "schema": one} for one in schemas]}

    describe_query(operation)

    assert schemas == [
        {"type": "string", "enum": ["a"]},
        {"type": "string"},
        {"type": "integer", "default": 20},
    ]
