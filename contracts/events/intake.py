"""What intake says: reference data, and the life of a dossier.

Nothing here identifies a person: applicants stay at intake, officers are named by their id, and
the one event that carries contact data carries it sealed (`ContactSet`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from contracts.events.ways import JudgedCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished:
    """A version of a calendar of days off and swapped working days, whole."""

    TYPE: ClassVar[str] = "intake.calendar-published.v1"
    SUBJECT_KIND: ClassVar[str] = "calendar"

    calendar: str
    version: int
    document: dict[str, object]

    @property
    def subject_id(self) -> str:
        """Return the calendar's id."""
        return self.calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePublished:
    """A version of a procedure came into the catalogue; `process` is its internal process."""

    TYPE: ClassVar[str] = "intake.procedure-published.v1"
    SUBJECT_KIND: ClassVar[str] = "procedure"

    procedure: str
    version: int
    name: str
    field_code: str
    field_name: str
    tier: str
    legal_level: int
    delivery_mode: str
    process: dict[str, object]
    valid_from: date
    valid_to: date | None
    confidential: bool = False

    @property
    def subject_id(self) -> str:
        """Return the procedure's code."""
        return self.procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAgency:
    """Which agency a leg of the process goes to, resolved by intake."""

    leg: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSubmitted:
    """A dossier was filed online and waits for the desk (status 1)."""

    TYPE: ClassVar[str] = "intake.dossier-submitted.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    procedure_version: int
    case: str | None
    channel: str
    receiving_agency: str
    competent_agency: str
    filed_at: datetime
    received_at: datetime
    answer_by: datetime
    language: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSet:
    """How to reach the applicant of a dossier, sealed with a key only intake hands out."""

    TYPE: ClassVar[str] = "intake.contact-set.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    key_id: str
    ciphertext: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAccepted:
    """A complete dossier was accepted (2); `conditions`: what comparisons on its data came to."""

    TYPE: ClassVar[str] = "intake.dossier-accepted.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    procedure_version: int
    case: str | None
    channel: str
    receiving_agency: str
    competent_agency: str
    legs: tuple[LegAgency, ...]
    filed_at: datetime
    received_at: datetime
    accepted_at: datetime
    term: str
    due_at: datetime | None
    due_provisional: bool
    officer: str
    language: str
    conditions: tuple[JudgedCondition, ...] = ()

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRefused:
    """The desk did not accept the dossier (status 3), `reason` by its code; final.

    Where a timer closed it (`officer` is system), `in_charge` is who had asked for the papers.
    """

    TYPE: ClassVar[str] = "intake.dossier-refused.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    refused_at: datetime
    officer: str
    reason: str = "other"
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierProcessing:
    """The competent agency has begun (status 4)."""

    TYPE: ClassVar[str] = "intake.dossier-processing.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    at: datetime
    competent_agency: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFinished:
    """The result exists (status 9): the clock ended here; `timeliness` early, on-time or late.

    `officer` is the account of who signed the decision; an older release did not say it.
    """

    TYPE: ClassVar[str] = "intake.dossier-finished.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    outcome: str
    finished_at: datetime
    due_at: datetime | None
    timeliness: str
    awaits_confirmation: bool = False  # the owner checks a draft of it first
    officer: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierHandedOver:
    """The citizen has the result (status 10); final."""

    TYPE: ClassVar[str] = "intake.dossier-handed-over.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    handed_over_at: datetime
    method: str
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSettledOnTheSpot:
    """Received, appraised, approved and handed over at the desk in one go (status 10)."""

    TYPE: ClassVar[str] = "intake.dossier-settled-on-the-spot.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    procedure_version: int
    case: str | None
    channel: str
    receiving_agency: str
    competent_agency: str
    filed_at: datetime
    received_at: datetime
    accepted_at: datetime
    due_at: datetime
    finished_at: datetime
    handed_over_at: datetime
    outcome: str
    timeliness: str
    officer: str
    language: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRated:
    """The citizen said how satisfied they are: 3 very satisfied, 2 satisfied, 1 not yet."""

    TYPE: ClassVar[str] = "intake.dossier-rated.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    overall: int
    quality: int | None
    time: int | None
    cost: int | None
    rated_at: datetime
    channel: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
