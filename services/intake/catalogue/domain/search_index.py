"""What the public catalogue is searched by, and the order of what is found.

What was asked falls into parts: everyday phrases that have synonyms, and what stands between them.
A part is worth what its rarest terms are worth; an entry earns of it the share of the terms it
has, each by where it stands best (short name before keywords, name and field), in the reading of
the part (as typed, or as procedures call it) that suits it most. An entry's score is the sum over
the parts. Entries that have only a small share of what was asked are no hits, nor are those that
have single syllables of it and no two that stand together, unless that is half of it: every
syllable stands in some name, and a question about no procedure at all is told so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.intake.catalogue.domain.search_wording import SearchWording
from services.intake.catalogue.domain.search_words import (
    Phrase,
    Syllable,
    repaired,
    spelt,
)

SCALE: Final = 1000
"""Scores are whole thousandths, so that what is equal is equal everywhere."""

_MOST_SYLLABLES: Final = 24
_OTHER_ACCENTS: Final = 0.4
"""What a term is worth whose accents say that another word was meant."""
_OTHERWISE: Final = 0.9
"""What a synonym is worth beside the word itself."""
_MISTYPED: Final = 0.7
"""What a word is worth that was guessed from a mistyped one."""
_RAREST: Final = 4
"""How many of its terms give a part its worth, so that long official names do not outweigh."""
_LEAST_SHARE: Final = 0.2
_LOOSE_SHARE: Final = 0.5
"""The share that makes a hit of an entry which has no two syllables as they were asked."""
_FREE_LENGTH: Final = 6
_PER_SYLLABLE: Final = 0.02
"""How much less a term is worth in a name of each syllable more than the free ones."""
_HERE: Final = 1.1
"""How much more an entry is worth that can be filed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """One entry: its phrases with the weight of where they stand; `here`: it can be filed."""

    code: str
    phrases: tuple[tuple[float, Phrase], ...]
    here: bool = True


Postings = Mapping[int, float]
"""The entries that have a term, by number, with what it is worth there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a part or a reading is worth, what entries earn of that, which have a whole word."""

    worth: float
    earned: Postings
    words: frozenset[int]


class SearchIndex:
    """Entries by their terms; made once from a state of the catalogue, then only read."""

    def __init__(self, entries: Sequence[Searchable], wording: SearchWording) -> None:
        self._entries = entries
        self._wording = wording
        self._by_term = _by_term(entries)
        self._words = frozenset(term for term in self._by_term if " " not in term)
        self._however_spelt = {
            term: _merged((1.0, postings) for postings in spellings.values())
            for term, spellings in self._by_term.items()
        }
        self._rarity = {
            term: math.log(1 + len(entries) / len(postings))
            for term, postings in self._however_spelt.items()
        }
        self._unknown = math.log(2 + len(entries))

    def scores(self, asked: Phrase) -> Mapping[str, int]:
        """Return the score of every hit by code; more is better."""
        parts = [self._best(readings) for readings in self._parts(asked[:_MOST_SYLLABLES])]
        worth = sum(part.worth for part in parts)
        words = frozenset[int]().union(*(part.words for part in parts))
        alone = len(asked) == 1
        earned: dict[int, float] = defaultdict(float)
        for part in parts:
            for number, value in part.earned.items():
                earned[number] += value
        return {
            self._entries[number].code: self._score(number, value)
            for number, value in earned.items()
            if value >= (_LEAST_SHARE if alone or number in words else _LOOSE_SHARE) * worth
        }

    def _score(self, number: int, earned: float) -> int:
        return round(SCALE * earned * (_HERE if self._entries[number].here else 1.0))

    def _parts(self, asked: Phrase) -> Iterator[Sequence[tuple[float, Phrase]]]:
        parts = self._wording.parts(asked, self._by_term)
        for said in parts:
            yield [(1.0, said.typed), *((_OTHERWISE, phrase) for phrase in said.official)]

    def _best(self, readings: Sequence[tuple[float, Phrase]]) -> _Found:
        found = [
            (sure, self._read(phrase, as_typed=place == 0))
            for place, (sure, phrase) in enumerate(readings)
        ]
        worth = max(reading.worth for _, reading in found)
        if len(found) == 1:
            return found[0][1]
        earned: dict[int, float] = {}
        for sure, reading in found:
            for number, value in reading.earned.items():
                earned[number] = max(earned.get(number, 0.0), sure * value)
        words = frozenset[int]().union(*(reading.words for _, reading in found))
        return _Found(worth=worth, earned=earned, words=words)

    def _read(self, phrase: Phrase, *, as_typed: bool) -> _Found:
        """Return what entries earn of one reading: of its worth, the share of terms they have.

        Two syllables that stand together are a word, and what procedures call something is one.
        """
        asked = [term for term in spelt(phrase) if " " not in term.plain or self._knows(term)]
        rarities = [self._rarity.get(term.plain, self._unknown) for term in asked]
        worth = sum(sorted(rarities, reverse=True)[:_RAREST])
        earned: dict[int, float] = defaultdict(float)
        words: set[int] = set()
        for term, rarity in zip(asked, rarities, strict=True):
            share, having = rarity * worth / sum(rarities), self._having(term)
            for number, weight in having.items():
                earned[number] += share * weight
            if " " in term.plain or (len(phrase) == 1 and not as_typed):
                words.update(having)
        return _Found(worth=worth, earned=earned, words=frozenset(words))

    def _having(self, term: Syllable) -> Postings:
        """Return the entries that have a term or what it was mistyped for, each at its best."""
        if self._knows(term):
            return self._spelt_so(term)
        guessed = (Syllable(word, word) for word in repaired(term.plain, self._words))
        return _merged((_MISTYPED, self._spelt_so(word)) for word in guessed)

    def _spelt_so(self, term: Syllable) -> Postings:
        if term.is_bare:
            return self._however_spelt[term.plain]
        return _merged(
            (1.0 if term.agrees_with(Syllable(term.plain, marks)) else _OTHER_ACCENTS, postings)
            for marks, postings in self._by_term[term.plain].items()
        )

    def _knows(self, term: Syllable) -> bool:
        return term.plain in self._by_term


def _merged(weighted: Iterable[tuple[float, Postings]]) -> Postings:
    found: dict[int, float] = {}
    for factor, postings in weighted:
        for number, weight in postings.items():
            found[number] = max(found.get(number, 0.0), factor * weight)
    return found


def _by_term(entries: Sequence[Searchable]) -> Mapping[str, Mapping[str, Postings]]:
    """Return the postings of every term without accents, by how it is accented."""
    found: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for number, entry in enumerate(entries):
        for weight, phrase in entry.phrases:
            longer = max(0, len(phrase) - _FREE_LENGTH)
            worth = weight / (1 + _PER_SYLLABLE * longer)
            for term in spelt(phrase):
                spelling = found[term.plain][term.marks]
                spelling[number] = max(spelling.get(number, 0.0), worth)
    return {
        plain: {marks: dict(postings) for marks, postings in spellings.items()}
        for plain, spellings in found.items()
    }
