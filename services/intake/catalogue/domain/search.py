"""Searching the public catalogue: what is listed, what is asked, and which of it is a hit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.collation import sort_key
from kernel.text import Text
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.announced import AnnouncedProcedure
from services.intake.catalogue.domain.procedure import DeliveryMode, ProcedureVersion
from services.intake.catalogue.domain.search_index import Searchable, SearchIndex
from services.intake.catalogue.domain.search_wording import SearchWording
from services.intake.catalogue.domain.search_words import Phrase, syllables

_SHORT_NAME = 1.0
_KEYWORD = 0.9
_NAME = 0.8
_ENGLISH = 0.5
_FIELD = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page of hits ended: keyset paging over (score, short name, code)."""

    score: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureQuery:
    """What is looked for: `text` in people's own words, all procedures when it says nothing.

    `kind` keeps procedures received at that kind of agency, `level` the legal level 1 to 4.
    """

    text: str = ""
    field: str | None = None
    kind: str | None = None
    level: int | None = None
    after: Position | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedField:
    """A field as lists show it; records of the national portal give the name alone."""

    code: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProcedure:
    """A procedure as a list shows it, with what it is found by.

    One that was only announced has no version and no legal level: it cannot be filed here.
    """

    code: str
    version: int | None
    name: Text
    short_name: Text
    field: ListedField
    tier: Tier | None
    legal_level: int | None
    delivery_mode: DeliveryMode
    receiving_kinds: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @classmethod
    def of(cls, version: ProcedureVersion) -> ListedProcedure:
        """Return how a published version is listed."""
        procedure = version.procedure
        return cls(
            code=procedure.code,
            version=version.version,
            name=procedure.card.name,
            short_name=procedure.card.short_name,
            field=ListedField(code=procedure.field.code, name=procedure.field.name),
            tier=procedure.tier,
            legal_level=procedure.legal_level,
            delivery_mode=procedure.delivery_mode,
            receiving_kinds=procedure.receiving_kinds,
            keywords=procedure.card.keywords,
        )

    @classmethod
    def announced(
        cls, procedure: AnnouncedProcedure, fields: Mapping[str, str | None]
    ) -> ListedProcedure:
        """Return how a procedure is listed that was only announced; `fields` are codes by name."""
        name = Text(vi=procedure.name, en=procedure.name)
        return cls(
            code=procedure.code,
            version=None,
            name=name,
            short_name=name,
            field=ListedField(code=fields.get(procedure.field), name=procedure.field),
            tier=next(iter(procedure.tiers), None),
            legal_level=None,
            delivery_mode=DeliveryMode.INFO,
        )

    @property
    def at_the_door(self) -> bool:
        """Tell whether it can be filed: whether a version of it was published."""
        return self.version is not None

    def searchable(self) -> Searchable:
        """Return what it is found by, with what each place is worth."""
        placed = {
            self.name.en: _ENGLISH,
            self.short_name.en: _ENGLISH,
            self.field.name: _FIELD,
            self.name.vi: _NAME,
            **dict.fromkeys(self.keywords, _KEYWORD),
            self.short_name.vi: _SHORT_NAME,
            self.code: _SHORT_NAME,
        }
        phrases = tuple((weight, syllables(text)) for text, weight in placed.items())
        return Searchable(code=self.code, phrases=phrases, here=self.at_the_door)

    def fits(self, query: ProcedureQuery) -> bool:
        """Tell whether the procedure meets the query's filters."""
        return (
            query.field in (None, self.field.code)
            and (query.kind is None or query.kind in self.receiving_kinds)
            and query.level in (None, self.legal_level)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureHit:
    """A procedure that was found; among the hits of one search a higher `score` is better."""

    score: int
    listed: ListedProcedure

    @property
    def position(self) -> Position:
        """Return where a page that ends with this hit ends."""
        return Position(score=self.score, code=self.listed.code)


class SearchedCatalogue:
    """The procedures in force on a day, as people look for them; never changes once made."""

    def __init__(self, procedures: Sequence[ListedProcedure], wording: SearchWording) -> None:
        self._by_code = {item.code: item for item in procedures}
        self._keys = {item.code: (sort_key(item.short_name.vi), item.code) for item in procedures}
        self._index = SearchIndex([item.searchable() for item in procedures], wording)

    def find(self, query: ProcedureQuery) -> Sequence[ProcedureHit]:
        """Return a page of hits, best first; of one score by short name, then by code."""
        found = [
            (-score, *self._keys[code])
            for code, score in self._scores(syllables(query.text)).items()
            if self._by_code[code].fits(query)
        ]
        if query.after is not None:
            last = self._place(query.after)
            found = [place for place in found if place > last]
        return [
            ProcedureHit(score=-negative, listed=self._by_code[code])
            for negative, _, code in sorted(found)[: query.limit]
        ]

    def _scores(self, asked: Phrase) -> Mapping[str, int]:
        return self._index.scores(asked) if asked else dict.fromkeys(self._by_code, 0)

    def _place(self, position: Position) -> tuple[int, str, str]:
        key, code = self._keys.get(position.code, ("", position.code))
        return (-position.score, key, code)
