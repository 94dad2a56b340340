"""What forms need from outside: the sets, the papers given out, the books of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.intake.forms.domain.book import BookLine, BookPlace, BookQuery
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.paper import Issue, Paper, PaperHistory
from services.intake.forms.domain.words import Language
from services.intake.registry.domain.timeline import By, TimelineEntry
from services.intake.registry.ports import DossierFiles, Reference, Supplements


class Timelines(Protocol):
    """The timelines of dossiers, officers by their names and posts."""

    def __call__(self, code: str) -> Sequence[TimelineEntry]:
        """Return what happened to a dossier, oldest first."""
        ...


class Papers(Protocol):
    """Every version of a form that was given out."""

    def digest(self, basis: Mapping[str, Any]) -> str:
        """Return what stands for what makes a version; nobody without the key can guess it."""
        ...

    def newest(self, code: str, form: FormName, *, alone: bool = False) -> Paper | None:
        """Return the newest version; `alone` keeps others from adding one until the end."""
        ...

    def version(self, code: str, form: FormName, version: int) -> Paper | None:
        """Return one version."""
        ...

    def add(self, paper: Paper) -> None:
        """Keep a new version."""
        ...

    def pdf(self, paper: Paper, language: Language) -> bytes | None:
        """Return the bytes given out, None where the version was not printed in that language."""
        ...

    def keep_pdf(self, paper: Paper, language: Language, pdf: bytes) -> bytes:
        """Keep the bytes, and return those kept: the first ones stay."""
        ...

    def was_issued(self, paper: Paper) -> bool:
        """Tell whether the version was given out before, in whatever language."""
        ...

    def issue(self, paper: Paper, issue: Issue) -> None:
        """Write down that the version was handed out."""
        ...

    def history(self, code: str) -> Sequence[PaperHistory]:
        """Return every version of every form of a dossier, by form and number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterIssue:
    """A register given out: which lines, how many, as what, to whom and when."""

    query: BookQuery
    format: str
    lines: int
    at: datetime
    by: By


class Books(Protocol):
    """The books of the register; numbers once given stay."""

    def write_up(self, agency: str, year: int, *, lately: bool = False) -> None:
        """Enter what was accepted and is not in the books yet, in order of acceptance.

        With `lately` only what came in since about the last entry is looked for.
        """
        ...

    def place(self, code: str, book: str) -> BookPlace | None:
        """Return where a dossier stands in a book (a field's code)."""
        ...

    def count(self, query: BookQuery) -> int:
        """Return how many lines are asked for."""
        ...

    def lines(self, query: BookQuery) -> Sequence[BookLine]:
        """Return the lines by year and number."""
        ...

    def issue(self, issue: RegisterIssue) -> None:
        """Write down that a register was given out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the forms of a dossier are read from, in one transaction."""

    files: DossierFiles
    timeline: Timelines
    supplements: Supplements
    reference: Reference
    books: Books
