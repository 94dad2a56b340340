"""A cursor is read as it was written, and what is none of ours is refused as a whole."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from marshmallow import Schema, ValidationError

from chassis.cursors import CursorField, cursor_text, instant_of

AT = datetime(2026, 11, 23, 8, 0, 0, 1, tzinfo=UTC)


class Cursor(CursorField[tuple[datetime, int]]):
    def place_of(self, parts: Sequence[str]) -> tuple[datetime, int]:
        at, number = parts
        return instant_of(at), int(number)


class Query(Schema):
    cursor = Cursor(load_default=None)


def encoded(words: str) -> str:
    return base64.urlsafe_b64encode(words.encode()).decode()


@pytest.mark.parametrize("number", range(12))
def test_what_was_written_is_read(number: int) -> None:
    """Whatever its length: the padding is left out of addresses."""
    cursor = cursor_text(AT.isoformat(), 10**number)

    assert "=" not in cursor
    assert Query().load({"cursor": cursor}) == {"cursor": (AT, 10**number)}


def test_a_cursor_with_its_padding_is_read_too() -> None:
    written = encoded(f"{AT.isoformat()}|1000")

    assert "=" in written
    assert Query().load({"cursor": written}) == {"cursor": (AT, 1000)}


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "ế",
        7,
        ["x"],
        encoded("2026-11-23T08:00:00Z"),
        encoded("2026-11-23T08:00:00|1"),
        encoded("2026-11-23T08:00:00Z|1|2"),
        encoded("2026-11-23T08:00:00Z|one"),
        encoded("2026-11-23T08:00:00Z|1\0"),
        encoded("ế|1"),
    ],
)
def test_what_is_none_of_ours_is_refused(cursor: object) -> None:
    """Also an instant without its offset, and what no database takes."""
    with pytest.raises(ValidationError) as refused:
        Query().load({"cursor": cursor})

    assert list(refused.value.messages_dict) == ["cursor"]
