"""What a schema says is wrong, in Vietnamese beside marshmallow's English."""

from __future__ import annotations

import re
from typing import Self

from kernel.text import Text

_VIETNAMESE: tuple[tuple[str, str], ...] = (
    (r"Missing data for required field\.", "Thiếu thông tin bắt buộc."),
    (r"Unknown field\.", "Không có trường này."),
    (r"Field may not be null\.", "Không được để trống."),
    (r"Not a valid string\.", "Phải là chuỗi ký tự."),
    (r"Not a valid integer\.", "Phải là số nguyên."),
    (r"Not a valid number\.", "Phải là số."),
    (r"Not a valid boolean\.", "Phải là đúng hoặc sai."),
    (r"Not a valid (aware )?datetime\.", "Thời điểm không hợp lệ (cần theo RFC 3339)."),
    (r"Not a valid date\.", "Ngày không hợp lệ."),
    (r"Not a valid list\.", "Phải là danh sách."),
    (r"Not a valid mapping type\.", "Phải là một đối tượng."),
    (r"Invalid input type\.", "Kiểu dữ liệu không đúng."),
    (r"Invalid JSON body\.", "Nội dung JSON không đọc được."),
    (r"Not a valid email address\.", "Địa chỉ thư điện tử không hợp lệ."),
    (r"Not a valid UUID\.", "Mã định danh không hợp lệ."),
    (r"Must be one of: (.*)\.", r"Phải là một trong: \1."),
    (r"Length must be between (\d+) and (\d+)\.", r"Độ dài phải từ \1 đến \2 ký tự."),
    (r"Longer than maximum length (\d+)\.", r"Dài quá \1 ký tự."),
    (r"Shorter than minimum length (\d+)\.", r"Ngắn hơn \1 ký tự."),
    (r"Must be greater than or equal to (\S+)\.", r"Phải lớn hơn hoặc bằng \1."),
    (r"Must be less than or equal to (\S+)\.", r"Phải nhỏ hơn hoặc bằng \1."),
    (
        r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
        r"Phải từ \1 đến \2.",
    ),
    (r"String does not match expected pattern\.", "Không đúng khuôn mẫu."),
)
_COMPILED = tuple((re.compile(pattern), words) for pattern, words in _VIETNAMESE)
_FALLBACK = "Giá trị chưa hợp lệ."


class TwoLanguageMessage(str):
    """A marshmallow message (English) that carries its Vietnamese along."""

    __slots__ = ("vi",)
    vi: str

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return the message for a text in both languages."""
        message = cls(text.en)
        message.vi = text.vi
        return message


def bilingual(message: object) -> Text:
    """Return a schema's message in both languages."""
    if isinstance(message, TwoLanguageMessage):
        return Text(vi=message.vi, en=str(message))
    english = str(message)
    for pattern, words in _COMPILED:
        match = pattern.fullmatch(english)
        if match:
            return Text(vi=match.expand(words), en=english)
    return Text(vi=_FALLBACK, en=english)
