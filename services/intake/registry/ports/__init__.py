"""What the registry needs from outside: reference data, the store, the outbox, seals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from contracts.events import Event
from contracts.events.intake import ContactSet
from kernel.schedule import Schedule
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.content import Content, Fee
from services.intake.registry.domain.desk_alert import DeskAlert, DeskWatch
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.ledger import ClockEntry
from services.intake.registry.domain.listing import DossierPage, DossierQuery
from services.intake.registry.domain.opening import Opened
from services.intake.registry.domain.readership import Readership
from services.intake.registry.domain.reason import Reason
from services.intake.registry.domain.replanning import Replanned
from services.intake.registry.domain.supplement import SupplementRequest
from services.intake.registry.domain.timeline import TimelineEntry
from services.intake.registry.domain.trail import Chain, StoredChain


class Reference(Protocol):
    """What the catalogue has published, as the registry asks for it."""

    def procedure(self, code: str, on: date) -> ProcedureVersion | None:
        """Return the version in force on that day."""
        ...

    def procedure_version(self, code: str, version: int) -> ProcedureVersion | None:
        """Return that very version, in force or not."""
        ...

    def agency(self, code: str, on: date) -> Agency | None:
        """Return the agency as it is on that day."""
        ...

    def ever(self, code: str) -> Agency | None:
        """Return the agency as published last, in being or not; None for an unknown code."""
        ...

    def agencies(self, on: date) -> Sequence[Agency]:
        """Return all agencies in being on that day."""
        ...

    def schedule(self, agency: Agency) -> Schedule:
        """Return the open minutes of an agency over the years of its calendar."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedContact:
    """A contact event, and the key that opens it wrapped by the master key."""

    event: ContactSet
    wrapped_key: str = field(repr=False)


class Contacts(Protocol):
    """Seals how to reach an applicant, with a fresh key a dossier."""

    def seal(self, code: str, applicant: Person, language: str) -> SealedContact:
        """Return the sealed contact of the dossier `code`."""
        ...


class ContactKeys(Protocol):
    """The keys of the contact events, as kept."""

    def get(self, key_id: str) -> bytes | None:
        """Return the data key in clear, or None when there is none (or it was erased)."""
        ...


class TrackingSecrets(Protocol):
    """The secrets for following a dossier without login."""

    def secret_of(self, code: str) -> str:
        """Return the secret of the dossier `code`: 128 bits, the same at every call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A transition to be stored: the new state with the rows that explain it."""

    dossier: Dossier
    timeline: tuple[TimelineEntry, ...]
    ledger: tuple[ClockEntry, ...] = ()


class NewDossiers(Protocol):
    """Where a dossier that comes into being is stored."""

    def add(self, opened: Opened, *, tracking: bytes, contact: SealedContact | None) -> None:
        """Store a new dossier whole; `tracking` is the hash of its secret."""
        ...


class Erasures(Protocol):
    """Everything kept beside the state of a dossier that identifies people."""

    def erase(self, code: str) -> None:
        """Erase it; the dossier must be stored as erased."""
        ...


class Dossiers(Protocol):
    """The dossiers, one at a time, for writing."""

    def lock(self, code: str, *, wait: bool = True) -> Dossier | None:
        """Return a dossier, locked until the transaction ends; not `wait`: `LockTimeoutError`."""
        ...

    def save(self, changed: Changed) -> None:
        """Store a transition; `StaleVersionError` unless the version before it is stored."""
        ...

    def form(self, code: str) -> Mapping[str, Any]:
        """Return what was filled in, in clear; `DossierNotFoundError` without a dossier."""
        ...

    def fee(self, code: str) -> Fee:
        """Return what the dossier costs; `DossierNotFoundError` without a dossier."""
        ...

    def arm(self, dossier: Dossier) -> None:
        """Set the dossier's timer to its next limit; its version stays as it is."""
        ...

    def note(self, code: str, entry: TimelineEntry) -> None:
        """Add a line to the timeline of a dossier; `DossierNotFoundError` without one."""
        ...


class OpenDossiers(Protocol):
    """The open dossiers whose dates follow a calendar, without anything personal."""

    def behind(self, calendar: str, version: int, limit: int) -> Sequence[Dossier]:
        """Return up to `limit` that follow an older version, locked; others' are passed over."""
        ...

    def any_behind(self, calendar: str, version: int) -> bool:
        """Tell whether any follows an older version still."""
        ...

    def page(self, calendars: Sequence[str], after: str, limit: int) -> Sequence[Dossier]:
        """Return the next ones behind the code `after`, for a dry run."""
        ...

    def follow(self, replanned: Sequence[Replanned]) -> None:
        """Store new dates with their ledger rows, timers and events."""
        ...


class Supplements(Protocol):
    """What desks asked for, and the papers that came."""

    def add(self, code: str, request: SupplementRequest) -> None:
        """Keep what was asked for; a second time only where a head answers for it."""
        ...

    def answer(
        self, code: str, missing: Sequence[Lack], *, note: str | None, at: datetime
    ) -> None:
        """Keep that the newest request was answered, and what the answer left out."""
        ...

    def get(self, code: str) -> SupplementRequest | None:
        """Return what was asked for last, None where nothing was."""
        ...

    def asked_by(self, codes: Collection[str]) -> Mapping[str, str]:
        """Return the accounts of who asked last, by dossier, of those where somebody did."""
        ...


class Reasons(Protocol):
    """Why people did something to a dossier, in their own words."""

    def add(self, code: str, reason: Reason) -> None:
        """Keep what somebody wrote."""
        ...

    def of(self, code: str) -> Sequence[Reason]:
        """Return what was written about the dossier, oldest first."""
        ...


class DeskAlerts(Protocol):
    """What desks and heads are told of limits."""

    def add(self, alert: DeskAlert) -> None:
        """Tell the agency."""
        ...

    def of(self, watch: DeskWatch, *, limit: int) -> Sequence[DeskAlert]:
        """Return the alerts of dossiers that still wait for the same, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFile:
    """A dossier with everything filed, as a reader sees it."""

    dossier: Dossier
    content: Content
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One reading of a dossier by staff: who, as what, from where, when, and what was opened."""

    at: datetime
    by: Mapping[str, Any]
    what: str


class DossierFiles(Protocol):
    """The dossiers for reading; every query carries the reader's rights."""

    def get(self, code: str, reader: Readership) -> DossierFile | None:
        """Return a dossier the reader may read, else None."""
        ...

    def timeline(self, code: str) -> Sequence[TimelineEntry]:
        """Return what happened, oldest first."""
        ...

    def ledger(self, code: str) -> Sequence[ClockEntry]:
        """Return the rows of the legal clock, oldest first."""
        ...

    def accesses(self, code: str) -> Sequence[Access]:
        """Return who opened the file, oldest first."""
        ...


class DossierLists(Protocol):
    """Pages of dossiers; every query carries the reader's rights."""

    def page(self, query: DossierQuery, reader: Readership) -> DossierPage:
        """Return a page of the dossiers the reader may read."""
        ...

    def found(self, query: DossierQuery, reader: Readership) -> DossierPage:
        """Return a page of those of the reader's agencies that fit a search, newest first."""
        ...


class OwnDossiers(Protocol):
    """The dossiers of a reader by their codes alone."""

    def newest(self, reader: Readership, limit: int) -> Sequence[str]:
        """Return the codes of the newest dossiers that every key of the reader opens."""
        ...


class AccessLog(Protocol):
    """Where readings by staff are recorded."""

    def add(self, code: str, access: Access) -> None:
        """Record one reading."""
        ...


class Trail(Protocol):
    """The trail as it stands, for a check."""

    def chains(self, chain: Chain, dossier: str | None = None) -> Iterator[StoredChain]:
        """Yield the chains of a kind: one dossier's, or all."""
        ...


class Events(Protocol):
    """Where what happened is said; the outbox of the transaction."""

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        ...
