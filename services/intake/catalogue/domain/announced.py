"""A procedure that was announced, known by its record on the national portal.

It has a card and can be found; it cannot be filed, for nobody has written down how it is done. A
package of the same code takes its place once published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kernel.channel import Channel
from kernel.term import Term
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedTerm:
    """A term as published; `term` is None where the record does not say one that can be used."""

    channel: Channel
    term: Term | None
    published: str

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a term from its document."""
        term = document["term"]
        return cls(
            channel=Channel(document["channel"]),
            term=None if term is None else Term.parse(term),
            published=document["published"],
        )

    def to_document(self) -> dict[str, Any]:
        """Return the document kept of it."""
        term = None if self.term is None else str(self.term)
        return {"channel": self.channel.value, "term": term, "published": self.published}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedFee:
    """A fee as published: `amount` in đồng, 0 when free, None where it needs review."""

    channel: Channel
    amount: int | None
    published: str

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a fee from its document."""
        return cls(**{**document, "channel": Channel(document["channel"])})

    def to_document(self) -> dict[str, Any]:
        """Return the document kept of it."""
        return {
            "channel": self.channel.value,
            "amount": self.amount,
            "published": self.published,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedProcedure:
    """What a record says, made readable; `reviews` are in the order of `Review`.

    `papers` is how many papers are asked for, `results` the codes of what the citizen gets.
    """

    code: str
    name: str
    field: str
    tiers: tuple[Tier, ...]
    decision: str
    authorities: tuple[str, ...] = ()
    terms: tuple[AnnouncedTerm, ...] = ()
    fees: tuple[AnnouncedFee, ...] = ()
    papers: int | None = None
    results: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the document kept of it; the same content gives the same document."""
        return {
            "code": self.code,
            "name": self.name,
            "field": self.field,
            "tiers": [tier.value for tier in self.tiers],
            "decision": self.decision,
            "authorities": list(self.authorities),
            "terms": [term.to_document() for term in self.terms],
            "fees": [fee.to_document() for fee in self.fees],
            "papers": self.papers,
            "results": list(self.results),
            "reviews": [review.value for review in self.reviews],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read an announced procedure from its document."""
        return cls(
            code=document["code"],
            name=document["name"],
            field=document["field"],
            tiers=tuple(map(Tier, document["tiers"])),
            decision=document["decision"],
            authorities=tuple(document["authorities"]),
            terms=tuple(map(AnnouncedTerm.from_document, document["terms"])),
            fees=tuple(map(AnnouncedFee.from_document, document["fees"])),
            papers=document["papers"],
            results=tuple(document["results"]),
            reviews=tuple(map(Review, document["reviews"])),
        )
