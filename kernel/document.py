"""Reading of small reference documents (parsed YAML or JSON) with a pointer to each fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from kernel.errors import InvalidInputError
from kernel.text import Text

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DocumentError(InvalidInputError):
    """A reference document does not have the shape it must have."""

    slug = "invalid-document"
    title = Text(vi="Tài liệu không đúng cấu trúc.", en="The document has the wrong shape.")


def members(
    value: object, pointer: str, *, required: Collection[str], optional: Collection[str] = ()
) -> Mapping[str, object]:
    """Return `value` as a mapping that has every required member and no unknown one.

    Raises `DocumentError` at `pointer` or at the member to blame.
    """
    if not isinstance(value, Mapping):
        raise fault(pointer, "phải là một nhóm trường", "must be a mapping")
    for key in value:
        if key not in required and key not in optional:
            raise fault(f"{pointer}/{key}", "trường không có trong cấu trúc", "unknown member")
    for key in required:
        if key not in value:
            raise fault(f"{pointer}/{key}", "thiếu trường bắt buộc", "is missing")
    return value


def items(value: object, pointer: str) -> Sequence[object]:
    """Return `value` as a sequence (not a string), or raise `DocumentError`."""
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return value
    raise fault(pointer, "phải là một danh sách", "must be a list")


def text(value: object, pointer: str) -> str:
    """Return `value` as a non-empty string, or raise `DocumentError`."""
    if isinstance(value, str) and value.strip():
        return value
    raise fault(pointer, "phải là chuỗi có nội dung", "must be a non-empty string")


def flag(value: object, pointer: str) -> bool:
    """Return `value` as a boolean, or raise `DocumentError`."""
    if isinstance(value, bool):
        return value
    raise fault(pointer, "phải là đúng hoặc sai", "must be true or false")


def integer(value: object, pointer: str, *, low: int, high: int) -> int:
    """Return `value` as an integer of [low, high], or raise `DocumentError`."""
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    raise fault(
        pointer, f"phải là số nguyên từ {low} đến {high}", f"must be an integer {low} to {high}"
    )


def day(value: object, pointer: str) -> date:
    """Return `value` (a date, as YAML reads it, or `YYYY-MM-DD`) as a date.

    Raises `DocumentError`; an instant is not a day.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise fault(pointer, "phải là ngày dạng YYYY-MM-DD", "must be a date YYYY-MM-DD")


def fault(pointer: str, vi: str, en: str) -> DocumentError:
    """Return the error that says what is wrong at `pointer`, in both languages."""
    return DocumentError(Text(vi=f"{pointer}: {vi}.", en=f"{pointer}: {en}."), pointer=pointer)
