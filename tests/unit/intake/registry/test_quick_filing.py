"""The short way of reading a filing finds what marshmallow's own way finds."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from services.intake.registry.api.filing_schemas import FilingSchema, OnTheSpotSchema
from services.intake.registry.api.person_schemas import Phone
from tests.unit.intake.registry.samples import procedure

_BODY = dict(procedure("1.001193").example or {})
_SCHEMA = FilingSchema()
_ODD: st.SearchStrategy[object] = st.sampled_from([
    None, True, 0, 1.5, -1, "", " ", "x", "a\nb", "a\u202eb", "2025-13-01", "2025-06-20",
    "0912345678", "+84 912 345 678", "012", "lan@example.vn", "citizen", "organisation", "vi",
    "1.001193", "H56.14797", "\ufeffe", "e\u0301", [], [None], ["x"], [{}], {}, {"x": 1},
    {"method": "post"}, {"method": "post", "x": 1}, {"kind": "citizen"}, "038190000001",
])  # fmt: skip


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    for key, item in inner:
        found += _places(item, (*path, key))
    return found


_PLACES = _places(_BODY)


def _change(body: dict[str, Any], path: tuple[Any, ...], what: str, value: object) -> None:
    """Put something there, drop it or add a member beside it, if there is such a place."""
    *steps, last = path
    holder: Any = body
    for step in steps:
        try:
            holder = holder[step]
        except (LookupError, TypeError):
            return
    if isinstance(holder, list) and last < len(holder):
        holder[last] = value
    if not isinstance(holder, dict):
        return
    if what == "drop":
        holder.pop(last, None)
    else:
        holder[f"{last}x" if what == "add" else last] = copy.deepcopy(value)


def _outcome(load: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "loaded", load()
    except ValidationError as error:
        return "refused", error.messages


@given(
    changes=st.lists(
        st.tuples(st.sampled_from(_PLACES), st.sampled_from(["put", "drop", "add"]), _ODD),
        max_size=3,
    )
)
def test_both_ways_load_and_refuse_the_same(changes: list[tuple[Any, str, Any]]) -> None:
    """Whatever is put, left out or added anywhere: the same filing, or the same faults."""
    body = copy.deepcopy(_BODY)
    for path, what, value in changes:
        _change(body, path, what, value)

    quick = _outcome(lambda: _SCHEMA.load(body, unknown="raise"))
    assert quick == _outcome(lambda: Schema.load(_SCHEMA, body, unknown="raise"))


def test_the_short_way_is_taken() -> None:
    """Else the comparison would compare nothing."""
    assert _SCHEMA.quick(_BODY) == Schema.load(_SCHEMA, _BODY)
    filing, result = OnTheSpotSchema().quick(_BODY | {"result": {"number": "1"}})
    assert filing == _SCHEMA.quick(_BODY)
    assert result.number == "1"


def _by_the_library(written: str) -> str | None:
    try:
        number = phonenumbers.parse(written, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 84 or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _by_the_field(written: str) -> str | None:
    outcome, read = _outcome(lambda: Phone(limit=40).deserialize(written))
    return read if outcome == "loaded" else None


@pytest.mark.parametrize("start", ["0", "+84"])
@given(digits=st.from_regex(r"[0-9]{8,10}", fullmatch=True))
def test_plain_mobile_numbers_are_read_as_the_library_reads_them(start: str, digits: str) -> None:
    """The short way may say no other thing than the library, which takes far longer."""
    assert _by_the_field(start + digits) == _by_the_library(start + digits)


@pytest.mark.parametrize("start", ["0", "+84"])
def test_no_start_passes_that_the_library_does_not_know(start: str) -> None:
    """All starts of three digits."""
    numbers = [f"{start}{digits}123456" for digits in range(100, 1000)]

    assert [_by_the_field(one) for one in numbers] == [_by_the_library(one) for one in numbers]
