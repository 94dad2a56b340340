"""Searching the public catalogue: folded words, so that accents do not matter."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.collation import fold
from kernel.text import Text
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.procedure import DeliveryMode, FieldOfWork, Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page of hits ended: keyset paging over (rank, short name, code)."""

    rank: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureQuery:
    """What is looked for; `words` are folded, every one must occur.

    `kind` keeps procedures received at that kind of agency, `level` the legal level 1 to 4.
    """

    words: tuple[str, ...] = ()
    field: str | None = None
    kind: str | None = None
    level: int | None = None
    after: Position | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureHit:
    """A procedure as a list shows it; `rank` is 0 when the short name has every word, else 1."""

    rank: int
    code: str
    version: int
    name: Text
    short_name: Text
    field: FieldOfWork
    tier: Tier
    legal_level: int
    delivery_mode: DeliveryMode

    @property
    def position(self) -> Position:
        """Return where a page that ends with this hit ends."""
        return Position(rank=self.rank, code=self.code)


def folded(text: str) -> str:
    """Return the words of a text for search: without accents and punctuation, parted by blanks.

    Full stops stay, because codes have them.
    """
    plain = fold(text)
    return " ".join("".join(c if c.isalnum() or c == "." else " " for c in plain).split())


def search_text(procedure: Procedure) -> str:
    """Return everything a procedure is found by, folded."""
    card = procedure.card
    parts = (
        procedure.code,
        card.name.vi,
        card.short_name.vi,
        card.name.en,
        card.short_name.en,
        procedure.field.name,
        *card.keywords,
    )
    return folded(" ".join(parts))
