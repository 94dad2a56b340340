"""Fields say what they take, and take nothing else."""

from __future__ import annotations

import pytest
from marshmallow import Schema, ValidationError, fields

from chassis.fields import Flag, whole
from chassis.operation_parts import describe_query


class Asked(Schema):
    sure = Flag()
    commune = fields.String(validate=whole("[0-9]{5}"))


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
