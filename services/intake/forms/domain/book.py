"""The register of dossiers (Form 07, in the set of 2018 Form 06): one book a year and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier

WHOLE = ""
"""The book of all fields of an agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPlace:
    """Where a dossier stands in a book: the book as people call it, and the number in it."""

    book: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookQuery:
    """Which lines of an agency's register: those accepted from day to day, of one field or all."""

    agency: str
    first: date
    last: date
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """A line of the register; numbers run 1, 2, 3 … to the end of the year."""

    year: int
    number: int
    dossier: Dossier
    content: Content = field(repr=False)


def book_name(year: int, field_code: str | None) -> str:
    """Return what a book is called: `2026`, of one field `2026/G15-HT`."""
    return f"{year}/{field_code}" if field_code else str(year)
