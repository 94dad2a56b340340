"""Vietnamese order and accent-free search.

The order is that of the alphabet (a ă â b … d đ e ê …), then of the tones (none, huyền, hỏi, ngã,
sắc, nặng), then small before capital, each level over the whole text: as the Unicode locale data
(CLDR) order `vi`, so that lists sorted here and by an ICU collation in the database agree.
"""

from __future__ import annotations

from unicodedata import combining, normalize

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x100 + place) for place, letter in enumerate(_ALPHABET)}
_OTHERS = 0x200
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = frozenset("\u0306\u0302\u031b")  # breve, circumflex and horn make letters

SortKey = tuple[str, str, str]


def sort_key(text: str) -> SortKey:
    """Return the key by which `text` sorts among Vietnamese texts."""
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for cluster in _clusters(normalize("NFD", text)):
        base, marks = cluster[0], cluster[1:]
        kept = "".join(mark for mark in marks if mark in _LETTER_MARKS)
        letter = normalize("NFC", base.lower() + kept)
        letters.append(_RANK.get(letter) or _RANK.get(base.lower()) or _other(base))
        tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), "0"))
        cases.append("1" if base.isupper() else "0")
    return "".join(letters), "".join(tones), "".join(cases)


def fold(text: str) -> str:
    """Return `text` for search: small letters without accents, đ as d, spaces made one.

    Composed and decomposed spellings give the same.
    """
    plain = "".join(char for char in normalize("NFD", text) if not combining(char))
    return " ".join(plain.casefold().replace("đ", "d").split())


def _clusters(decomposed: str) -> list[str]:
    clusters: list[str] = []
    for char in decomposed:
        if combining(char) and clusters:
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _other(char: str) -> str:
    # Signs and digits stay before the letters, foreign scripts come after them.
    return char if ord(char) < 0x100 else chr(min(_OTHERS + ord(char), 0x10FFFF))  # noqa: PLR2004
