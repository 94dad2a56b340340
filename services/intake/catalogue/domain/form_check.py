"""Whether what a person filled in fits the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kernel.text import Text
from services.intake.catalogue.domain.form import FieldType, Form, FormField

MISSING = Text(vi="Thiếu thông tin này.", en="This field is missing.")
UNKNOWN = Text(vi="Biểu mẫu không có trường này.", en="The form has no such field.")
NOT_ASKED = Text(
    vi="Trường này không áp dụng với các thông tin đã chọn.",
    en="This field is not asked with the other answers given.",
)
WRONG_TYPE = Text(vi="Sai kiểu dữ liệu.", en="The value has the wrong type.")
EMPTY = Text(vi="Không được để trống.", en="The value must not be empty.")
TOO_LONG = Text(vi="Nội dung quá dài.", en="The value is too long.")
BAD_CHARACTERS = Text(
    vi="Có ký tự không được phép.", en="The value holds characters that are not allowed."
)
BAD_PATTERN = Text(vi="Không đúng định dạng.", en="The value does not have the right format.")
BAD_DATE = Text(
    vi="Ngày không hợp lệ (đúng: YYYY-MM-DD).", en="Not a date of the form YYYY-MM-DD."
)
FUTURE = Text(vi="Ngày không được ở tương lai.", en="The date must not be in the future.")
OUT_OF_RANGE = Text(vi="Số nằm ngoài giới hạn.", en="The number is out of range.")
NO_CHOICE = Text(vi="Không có trong danh sách chọn.", en="Not one of the choices.")
BAD_COMMUNE = Text(
    vi="Mã đơn vị hành chính cấp xã gồm 5 chữ số.", en="A commune code has five digits."
)

_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ALLOWED_CONTROLS = frozenset("\n\t")
_MAX_INTEGER = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259 section 6)


def check_form(form: Form, values: Mapping[str, Any], *, today: date) -> dict[str, Text]:
    """Return what is wrong, by JSON pointer inside the form; empty when all is well."""
    faults: dict[str, Text] = {}
    _check_group(form.fields, values, "", today, faults)
    return faults


def _check_group(
    fields: tuple[FormField, ...],
    values: Mapping[str, Any],
    prefix: str,
    today: date,
    faults: dict[str, Text],
) -> None:
    known = {item.id for item in fields}
    for name in values:
        if name not in known:
            faults[f"{prefix}/{_escape(name)}"] = UNKNOWN
    for item in fields:
        pointer = f"{prefix}/{item.id}"
        fault = _presence_fault(item, values)
        if fault is not None:
            faults[pointer] = fault
        elif item.id in values:
            _check_value(item, values[item.id], pointer, today, faults)


def _presence_fault(item: FormField, siblings: Mapping[str, Any]) -> Text | None:
    given = item.id in siblings
    if not item.asked(siblings):
        return NOT_ASKED if given else None
    return MISSING if item.required and not given else None


def _check_value(
    item: FormField, value: object, pointer: str, today: date, faults: dict[str, Text]
) -> None:
    if item.type is not FieldType.GROUP:
        fault = _CHECKS[item.type](item, value, today)
        if fault is not None:
            faults[pointer] = fault
    elif isinstance(value, Mapping):
        _check_group(item.fields, value, pointer, today, faults)
    else:
        faults[pointer] = WRONG_TYPE


def _check_text(item: FormField, value: object, _today: date) -> Text | None:
    if not isinstance(value, str):
        return WRONG_TYPE
    if not value.strip():
        return EMPTY
    if len(value) > item.max_length:
        return TOO_LONG
    # What is printable has no character of those categories; only the rest is looked at singly.
    if not value.isprintable() and any(map(_is_forbidden, value)):
        return BAD_CHARACTERS
    if item.pattern is not None and re.fullmatch(item.pattern, value) is None:
        return BAD_PATTERN
    return None


def _check_integer(item: FormField, value: object, _today: date) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return WRONG_TYPE
    minimum = -_MAX_INTEGER if item.minimum is None else item.minimum
    maximum = _MAX_INTEGER if item.maximum is None else item.maximum
    return None if minimum <= value <= maximum else OUT_OF_RANGE


def _check_date(item: FormField, value: object, today: date) -> Text | None:
    if not isinstance(value, str):
        return WRONG_TYPE
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return BAD_DATE
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return BAD_DATE
    return FUTURE if item.not_future and day > today else None


def _check_choice(item: FormField, value: object, _today: date) -> Text | None:
    if not isinstance(value, str):
        return WRONG_TYPE
    return None if any(choice.value == value for choice in item.choices) else NO_CHOICE


def _check_boolean(_item: FormField, value: object, _today: date) -> Text | None:
    return None if isinstance(value, bool) else WRONG_TYPE


def _check_commune(_item: FormField, value: object, _today: date) -> Text | None:
    if not isinstance(value, str):
        return WRONG_TYPE
    return None if re.fullmatch(r"[0-9]{5}", value) else BAD_COMMUNE


_CHECKS: dict[FieldType, Callable[[FormField, object, date], Text | None]] = {
    FieldType.TEXT: _check_text,
    FieldType.INTEGER: _check_integer,
    FieldType.DATE: _check_date,
    FieldType.CHOICE: _check_choice,
    FieldType.BOOLEAN: _check_boolean,
    FieldType.COMMUNE: _check_commune,
}


def _is_forbidden(character: str) -> bool:
    return (
        unicodedata.category(character) in _FORBIDDEN_CATEGORIES
        and character not in _ALLOWED_CONTROLS
    )


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")  # RFC 6901 section 3
