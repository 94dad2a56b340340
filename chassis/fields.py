"""Schema fields: words that people type, free of what harms screens; days; true or false."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate

from chassis.messages import TwoLanguageMessage
from kernel.text import Text

# Bidirectional controls turn a line round for the reader; C0/C1 and lone surrogates break stores.
_FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_BREAKS = re.compile("[\n\r\t\u2028\u2029]")
_MESSAGE = TwoLanguageMessage.of(
    Text(vi="Có ký tự không được phép.", en="Contains characters that are not allowed.")
)


class Prose(fields.String):
    """Text of several lines: NFC, no control or bidirectional characters, at most `limit` long."""

    def __init__(self, *, limit: int = 2000, least: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=least or None, max=limit), **kwargs)

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,
    ) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if _FORBIDDEN.search(text):
            raise ValidationError([_MESSAGE])
        return unicodedata.normalize("NFC", text).strip()


class Line(Prose):
    """Prose of one line: a name, a code, an address."""

    def __init__(self, *, limit: int = 200, least: int = 1, **kwargs: Any) -> None:
        super().__init__(limit=limit, least=least, **kwargs)

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if _LINE_BREAKS.search(text):
            raise ValidationError([_MESSAGE])
        return text


def whole(pattern: str) -> validate.Regexp:
    """Return the validator of texts that are `pattern` from end to end.

    `$` alone lets a line break follow in Python, and Python's other anchors mean nothing where the
    published description is read (ECMA-262).
    """
    return validate.Regexp(rf"^(?:{pattern})$(?!\n)")


_YEARS = range(1900, 3000)
_FURTHEST = timedelta(hours=14)


def is_instant(value: datetime) -> bool:
    """Tell whether it has an offset that some place has, and a year from 1900 to 2999.

    PostgreSQL takes no offset of 16 hours; at the ends of the calendar a day more, or another
    zone, leads out of what Python can write or read back from a table.
    """
    offset = value.utcoffset()
    return offset is not None and abs(offset) <= _FURTHEST and value.year in _YEARS


class Instant(fields.AwareDateTime):
    """RFC 3339 with offset; `is_instant`."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> datetime:
        instant: datetime = super()._deserialize(value, *args, **kwargs)
        if not is_instant(instant):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return instant


class Day(fields.Date):
    """A day of the years 1900 to 2999, so that the next one is a day too."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> date:
        day: date = super()._deserialize(value, *args, **kwargs)
        if day.year not in _YEARS:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return day


class Flag(fields.Boolean):
    """True or false and nothing that stands for them: `0` and `"no"` may be mistakes."""

    def _deserialize(self, value: object, *_args: object, **_kwargs: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value
