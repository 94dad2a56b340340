"""Where the next page of a list begins: opaque to clients, and alike in every service."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from marshmallow import ValidationError, fields

from chassis.fields import is_instant
from chassis.messages import TwoLanguageMessage
from kernel.text import Text

NO_CURSOR = TwoLanguageMessage.of(
    Text(vi="Vị trí trang không hợp lệ.", en="Not a cursor of ours.")
)
_BAR = "|"
_Place = TypeVar("_Place")


class CursorField(fields.Field[_Place]):
    """A place in a list, as `cursor_text` wrote it; a subclass says what its parts are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string"}, **kwargs)

    def place_of(self, parts: Sequence[str]) -> _Place:
        """Return the place these parts name; `ValueError` for what names none."""
        raise NotImplementedError

    def _deserialize(self, value: object, *_args: object, **_kwargs: object) -> _Place:
        try:
            return self.place_of(_parts_of(value))
        except (TypeError, ValueError) as error:
            raise ValidationError([NO_CURSOR]) from error


def cursor_text(*parts: object) -> str:
    """Return a cursor of these parts; none of them has a bar in it."""
    written = _BAR.join(str(part) for part in parts)
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def instant_of(part: str) -> datetime:
    """Return the instant that a part is; `ValueError` for one that `is_instant` does not know."""
    instant = datetime.fromisoformat(part)
    if not is_instant(instant):
        raise ValueError("an instant has an offset")
    return instant


def _parts_of(value: object) -> Sequence[str]:
    """Take a cursor apart; `TypeError` or `ValueError` for what no `cursor_text` wrote."""
    if not isinstance(value, str):
        raise TypeError("a cursor is a string")
    padded = value.encode() + b"=" * (-len(value) % 4)
    written = base64.urlsafe_b64decode(padded).decode("ascii")
    if not written.isprintable():
        raise ValueError("nothing of ours cannot be printed")
    return written.split(_BAR)
