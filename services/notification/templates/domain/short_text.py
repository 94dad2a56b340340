"""How long a text message is: the alphabets of phones, segments, and words without accents.

3GPP TS 23.038 has the alphabets, TS 23.040 section 9.2.3.24 how long texts are put together.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum, unique

GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet by its code points 0 to 127; 27 leads to the extension table."""
GSM_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
"""Characters that need two septets, by their second."""
_ONE = frozenset(GSM_BASIC) - {"\x1b"}
_UNKNOWN = "?"


@unique
class Encoding(StrEnum):
    """The alphabet a text is sent in."""

    GSM7 = "gsm-7"
    UCS2 = "ucs-2"


# Units of a text that fits into one segment, and of each segment when it takes several: their
# header of six bytes leaves 153 septets or 67 UTF-16 units.
_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText:
    """A text as a phone gets it: on one line, composed, with its alphabet and segments."""

    words: str
    encoding: Encoding
    parts: tuple[str, ...]

    @property
    def segments(self) -> int:
        """Return how many segments the provider sends, and bills."""
        return len(self.parts)


def short_text(words: str) -> ShortText:
    """Return the text in the alphabet it needs, cut into its segments.

    Line breaks and other controls become spaces and decomposed letters composed ones, so that the
    same words cost the same however they were typed. No character is cut in two.
    """
    line = one_line(words)
    encoding = Encoding.GSM7 if all(map(_in_gsm, line)) else Encoding.UCS2
    sizes = [_units(char, encoding) for char in line]
    if sum(sizes) <= _ALONE[encoding]:
        return ShortText(words=line, encoding=encoding, parts=(line,))
    return ShortText(words=line, encoding=encoding, parts=_cut(line, sizes, _JOINED[encoding]))


def without_accents(words: str) -> str:
    """Return the words as phones without Vietnamese letters show them: GSM-7 alone, đ as d.

    What has no such letter, an emoji say, becomes a question mark.
    """
    return "".join(map(_plain, one_line(words)))


def one_line(words: str) -> str:
    """Return words composed (NFC) on one line, without controls or format characters."""
    composed = unicodedata.normalize("NFC", words)
    seen = (" " if char.isspace() else char for char in composed)
    shown = "".join(char for char in seen if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return " ".join(shown.split())


def _plain(char: str) -> str:
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    if char.isascii():
        return char if _in_gsm(char) else "'"
    if char in "–—":
        return "-"
    decomposed = unicodedata.normalize("NFD", char)
    kept = "".join(part for part in decomposed if not unicodedata.combining(part))
    return kept if kept.isascii() else _UNKNOWN


def _in_gsm(char: str) -> bool:
    return char in _ONE or char in GSM_EXTENSION


def _units(char: str, encoding: Encoding) -> int:
    if encoding is Encoding.UCS2:
        return len(char.encode("utf-16-be")) // 2
    return 2 if char in GSM_EXTENSION else 1


def _cut(line: str, sizes: list[int], limit: int) -> tuple[str, ...]:
    parts, start, filled = [], 0, 0
    for place, size in enumerate(sizes):
        if filled + size > limit:
            parts.append(line[start:place])
            start, filled = place, 0
        filled += size
    return (*parts, line[start:])
