"""How people say what procedures call by other names; data of the catalogue, not code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from services.intake.catalogue.domain.search_words import (
    Phrase,
    Syllable,
    places_of,
    spelt,
    syllables,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """Everyday phrases, and the words of procedures that mean the same."""

    everyday: tuple[Phrase, ...]
    official: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of what was asked: as typed, and as procedures call it where that is known."""

    typed: Phrase
    official: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An everyday phrase found in what was asked, from `start` to before `end`."""

    start: int
    end: int
    official: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWording:
    """The synonyms, and the phrases of questions that say nothing about what is looked for."""

    synonyms: tuple[Synonym, ...] = ()
    fillers: tuple[Phrase, ...] = ()

    def parts(self, asked: Phrase, terms: Mapping[str, Collection[str]]) -> Sequence[Part]:
        """Return what was asked as everyday phrases and what stands between, without fillers.

        `terms` are the known ones by their spellings: typed without accents "lam" may be the
        filler "làm", but before "nghiep" it is a part of "lâm nghiệp". Where nothing but fillers
        was said, they count.
        """
        found: list[Part] = []
        place = 0
        for said in (*self.said(asked), Said(start=len(asked), end=len(asked), official=())):
            between = self._without_fillers(asked[place : said.start], terms)
            typed = asked[said.start : said.end]
            parts = (Part(typed=between), Part(typed=typed, official=said.official))
            found.extend(part for part in parts if part.typed)
            place = said.end
        return found or [Part(typed=asked)]

    def _without_fillers(self, run: Phrase, terms: Mapping[str, Collection[str]]) -> Phrase:
        idle: set[int] = set()
        for filler in self.fillers:
            for start in places_of(filler, run):
                if len(filler) > 1 or not _is_another(filler[0], run, start, terms):
                    idle.update(range(start, start + len(filler)))
        return tuple(item for place, item in enumerate(run) if place not in idle)

    def said(self, asked: Phrase) -> tuple[Said, ...]:
        """Return the everyday phrases in what was asked; a longer one hides those it overlaps."""
        kept: list[Said] = []
        for item in sorted(self._found(asked), key=lambda item: item.start - item.end):
            if all(item.end <= other.start or other.end <= item.start for other in kept):
                kept.append(item)
        return tuple(sorted(kept, key=lambda item: item.start))

    def _found(self, asked: Phrase) -> Iterator[Said]:
        for synonym in self.synonyms:
            for phrase in synonym.everyday:
                for start in places_of(phrase, asked):
                    yield Said(start=start, end=start + len(phrase), official=synonym.official)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read the wording from its checked document."""
        return cls(
            synonyms=tuple(
                Synonym(
                    everyday=tuple(map(syllables, item["everyday"])),
                    official=tuple(map(syllables, item["official"])),
                )
                for item in document["synonyms"]
            ),
            fillers=tuple(map(syllables, document["fillers"])),
        )


def _is_another(
    filler: Syllable, asked: Phrase, place: int, terms: Mapping[str, Collection[str]]
) -> bool:
    around = asked[max(0, place - 1) : place + 2]
    known = [
        terms[term.plain] for term in spelt(around) if " " in term.plain and term.plain in terms
    ]
    return bool(known) and not any(
        filler.marks in spelling.split(" ") for spellings in known for spelling in spellings
    )
