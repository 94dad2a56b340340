"""What the catalogue needs, and what other areas of intake may ask of it.

The registry reads through `Procedures`, `Agencies` and `Calendars`; everything it needs about one
procedure (case, term, fee, papers, form) is a method of `Procedure` in `domain.procedure`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from contracts.events import Event
from kernel.calendar import Calendar
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.announced import AnnouncedProcedure
from services.intake.catalogue.domain.coverage import Announced, Door
from services.intake.catalogue.domain.procedure import Procedure, ProcedureVersion
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.domain.search import ProcedureHit, ProcedureQuery


class ProceduresToRead(Protocol):
    """The procedures of a day."""

    def in_force(self, code: str, on: date) -> ProcedureVersion | None:
        """Return the newest version that holds on that day; None when there is none."""
        ...


class Procedures(ProceduresToRead, Protocol):
    """The published versions of procedures."""

    def get(self, code: str, version: int) -> ProcedureVersion | None:
        """Return that version, in force or not: running dossiers keep theirs."""
        ...

    def newest(self, code: str) -> ProcedureVersion | None:
        """Return the version published last and lock the procedure against other publishers."""
        ...

    def digests(self) -> Mapping[str, str]:
        """Return by code the digest of the version published last."""
        ...

    def document(self, code: str, version: int) -> Mapping[str, Any] | None:
        """Return the checked document that version was read from."""
        ...

    def add(self, version: ProcedureVersion, document: Mapping[str, Any]) -> None:
        """Keep a new version with the checked document it was read from."""
        ...


class ProcedureSearch(Protocol):
    """The procedures in force as people look for them."""

    def find(self, query: ProcedureQuery, on: date) -> Sequence[ProcedureHit]:
        """Return up to `query.limit` procedures in force after `query.after`, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What is known of an announced procedure: the digest of its document, its name."""

    digest: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An announced procedure to enter, with its document and that one's digest."""

    procedure: AnnouncedProcedure
    document: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedVersion:
    """An announced procedure as its record stands now."""

    digest: str
    procedure: AnnouncedProcedure


class AnnouncedToRead(Protocol):
    """The announced procedures of a day."""

    def get(self, code: str, on: date) -> AnnouncedVersion | None:
        """Return the procedure unless a published version has begun by that day."""
        ...


class AnnouncedProcedures(Protocol):
    """The announced procedures, for an import."""

    def known(self) -> Mapping[str, KnownEntry]:
        """Return what is known, by code, and lock against other imports."""
        ...

    def put(self, entries: Sequence[NewEntry], *, at: datetime) -> None:
        """Enter procedures or what their records say now."""
        ...

    def note_import(self, *, at: datetime, new: int, changed: int) -> None:
        """Write down that an import changed something."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuery:
    """Announced procedures that need review, for one reason or any, behind the code `after`."""

    review: Review | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """An announced procedure with when its record came in first and changed last."""

    procedure: AnnouncedProcedure
    first_seen: datetime
    changed_at: datetime


class Reviews(Protocol):
    """What of the announced procedures needs review and no version stands for on a day."""

    def page(self, query: ReviewQuery, on: date) -> Sequence[ReviewItem]:
        """Return up to `query.limit` of them, by code."""
        ...

    def counts(self, on: date) -> Mapping[Review, int]:
        """Return how many there are for each reason."""
        ...


class CoverageFacts(Protocol):
    """What the coverage of a day counts."""

    def doors(self, on: date) -> Sequence[Door]:
        """Return the procedures that can be filed."""
        ...

    def announced(self, on: date) -> Sequence[Announced]:
        """Return those that were announced and cannot be filed."""
        ...


class Wordings(Protocol):
    """How people say what procedures call by other names; the newest version counts."""

    def newest_digest(self) -> str | None:
        """Return the digest of the version published last and lock against other publishers."""
        ...

    def add(self, document: Mapping[str, Any], digest: str) -> None:
        """Keep a new version of the checked document."""
        ...


class AgenciesToRead(Protocol):
    """The agencies of a day."""

    def get(self, code: str, on: date) -> Agency | None:
        """Return the agency as it is on that day; None when there is none then."""
        ...

    def ever(self, code: str) -> Agency | None:
        """Return the agency as published last, in being or not; None for an unknown code."""
        ...


class Agencies(AgenciesToRead, Protocol):
    """The agencies of the province."""

    def in_force(self, on: date) -> Sequence[Agency]:
        """Return all agencies in being on that day, by code."""
        ...

    def newest(self) -> Mapping[str, Agency]:
        """Return every agency by code as published last, and lock against other publishers."""
        ...

    def put(self, agency: Agency) -> None:
        """Enter the agency or replace what was published under its code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """Why and by whom a calendar is published; `by` is the subject of the account."""

    notice: str | None = None
    by: str | None = None


class CalendarsToRead(Protocol):
    """The calendars to compute dates on, each whole."""

    def get(self, calendar: str) -> Calendar | None:
        """Return the newest version of a calendar; None when it was never published."""
        ...


class Calendars(CalendarsToRead, Protocol):
    """The published calendars of days off and swapped working days."""

    def newest(self, calendar: str) -> Calendar | None:
        """Return the version published last and lock the calendars against other publishers."""
        ...

    def version(self, calendar: str, version: int) -> Calendar | None:
        """Return that version of a calendar."""
        ...

    def before(self, calendar: str, version: int) -> Calendar | None:
        """Return the version published before that one, None for the first."""
        ...

    def over(self, calendar: str) -> Sequence[Calendar]:
        """Return the newest versions of the local calendars laid over a calendar."""
        ...

    def put(self, calendar: Calendar, publishing: Publishing) -> None:
        """Keep a new version of a calendar."""
        ...


class Replans(Protocol):
    """The open dossiers, which follow a calendar when it changes."""

    def start(self, calendar: str, version: int, *, notice: str | None) -> None:
        """Have every open dossier's dates computed anew, once the transaction commits."""
        ...


class Events(Protocol):
    """Where what happened is said; the outbox of the transaction."""

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePackage:
    """What is to be published together, read and checked: agencies, calendars, procedures.

    `wording` is the document of the search's wording; None leaves what was published.
    """

    agencies: tuple[Agency, ...]
    calendars: tuple[Calendar, ...]
    procedures: tuple[tuple[Procedure, Mapping[str, Any]], ...]
    wording: Mapping[str, Any] | None = None
