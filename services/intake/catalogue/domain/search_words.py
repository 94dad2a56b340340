"""The words of a text as a search sees them: syllables without accents, and how they are accented.

Written Vietnamese parts syllables, not words: "khai sinh" is one word of two. Two syllables that
stand together are therefore a term of their own, which tells "báo tử" from "bảo" and "từ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from kernel.collation import fold

_SYLLABLES = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_EITHER_I = re.compile("[hklmst]y")
"""Syllables that are written both ways: "kỹ" and "kĩ", "lý" and "lí"."""
_LEAST_BEGUN = 3
_LEAST_MISTYPED = 4
"""Shorter syllables lie so near to one another that a guess would be as good as any."""
_KEPT = 16384
_TELEX_LETTERS = (("aa", "a"), ("aw", "a"), ("ee", "e"), ("oo", "o"), ("ow", "o"), ("uw", "u"))
_TELEX_TONES = "sfrxj"


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable: `plain` has no accents, `marks` are its letters and accents in a fixed order.

    "hoà" and "hòa" are the same syllable, so the place of the tone does not count.
    """

    plain: str
    marks: str

    @property
    def is_bare(self) -> bool:
        """Tell whether it was written without accents, as people type who have no key for them."""
        return self.marks.isascii()

    def agrees_with(self, other: Syllable) -> bool:
        """Tell whether both may be the same word: alike, or one of them without accents."""
        return self.plain == other.plain and (
            self.marks == other.marks or self.is_bare or other.is_bare
        )


Phrase = tuple[Syllable, ...]


def syllables(text: str) -> Phrase:
    """Return the syllables of a text; codes like 1.001193 stay whole."""
    return tuple(map(_syllable, _SYLLABLES.findall(normalize("NFC", text).casefold())))


def spelt(phrase: Phrase) -> Iterator[Syllable]:
    """Yield the terms a phrase is found by: each syllable, and each two that stand together."""
    yield from phrase
    for first, second in pairwise(phrase):
        yield Syllable(f"{first.plain} {second.plain}", f"{first.marks} {second.marks}")


def places_of(part: Phrase, whole: Phrase) -> Iterator[int]:
    """Yield where a phrase stands in another, its accents agreeing."""
    for start in range(len(whole) - len(part) + 1):
        if all(
            mine.agrees_with(theirs)
            for mine, theirs in zip(part, whole[start : start + len(part)], strict=True)
        ):
            yield start


def repaired(word: str, known: AbstractSet[str]) -> tuple[str, ...]:
    """Return the known words a mistyped one may stand for, the likeliest kind of error first.

    A keyboard left without its Vietnamese input writes "ddawng kys"; a word not typed to its end
    is a beginning; else one letter is wrong, missing, too much, or two changed places.
    """
    telex = _without_telex(word)
    if telex in known:
        return (telex,)
    if len(word) >= _LEAST_BEGUN:
        begun = tuple(sorted(item for item in known if item.startswith(word)))
        if begun or len(word) < _LEAST_MISTYPED:
            return begun
        return tuple(sorted(known & frozenset(_one_letter_off(word))))
    return ()


@lru_cache(_KEPT)
def _syllable(text: str) -> Syllable:
    plain = fold(text)
    if _EITHER_I.fullmatch(plain):
        return Syllable(plain.replace("y", "i"), _in_order(text).replace("y", "i"))
    return Syllable(plain, _in_order(text))


def _in_order(text: str) -> str:
    return "".join(sorted(normalize("NFD", text)))


def _without_telex(word: str) -> str:
    plain = word.replace("dd", "d")
    for typed, letter in _TELEX_LETTERS:
        plain = plain.replace(typed, letter)
    return plain[:-1] if plain[-1:] in _TELEX_TONES else plain


def _one_letter_off(word: str) -> Iterator[str]:
    letters = "abcdeghiklmnopqrstuvxy"
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
