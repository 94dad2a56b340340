"""What is said when a dossier will not be, or was not, done by its due date.

Nothing here identifies an applicant, and nothing is in anybody's own words: reasons are codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySigned:
    """The head of the competent agency signed an apology that names a new date, once.

    `due_at` is the date that will not be kept, `new_due_at` the one named, `cause` why, coded;
    `written_by` and `officer` are the accounts of who wrote and who signed it.
    """

    TYPE: ClassVar[str] = "routing.apology-signed.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case_number: int
    agency: str
    cause: str
    due_at: datetime
    new_due_at: datetime
    written_by: str
    officer: str
    signed_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyWritten:
    """An officer wrote an apology that names a new date; the head of `agency` is to sign it.

    `sign_by` is the last office minute at which that counts, `told_accounts` who of the register
    may sign that day, `open_days` the next two days on which `agency` is open, that day included.
    Written again before it is signed it is said again.
    """

    TYPE: ClassVar[str] = "routing.apology-written.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case_number: int
    procedure: str
    agency: str
    cause: str
    due_at: datetime
    new_due_at: datetime
    sign_by: datetime
    written_at: datetime
    told_accounts: tuple[str, ...] = ()
    open_days: tuple[date, ...] = ()

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEscalated:
    """Somebody was told that `percent` of a step's time is used up; an `alert` for each of them.

    Told is the officer who holds the step (`audience` officer, by account), who may take it
    (unit), or who heads `told_agency` (head). `agency` is the one that has the step.
    `told_accounts` are those of the register of officers whom it is for on that day, in office;
    none in what an older release said, and none of whom the register does not know. `open_days`
    are the next two days on which `told_agency` is open, that day included; none where the
    calendar ends before, and in what an older release said.
    """

    TYPE: ClassVar[str] = "routing.step-escalated.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    alert: str
    dossier: str
    case_number: int
    task: str
    leg: str
    step: str
    step_name: dict[str, str]
    agency: str
    percent: int
    audience: str
    told_agency: str
    told_officer: str | None
    due_at: datetime | None
    escalated_at: datetime
    procedure: str | None = None
    told_accounts: tuple[str, ...] = ()
    open_days: tuple[date, ...] = ()

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierExtended:
    """The due date is the one a signed apology named; it is not extended again."""

    TYPE: ClassVar[str] = "intake.dossier-extended.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    cause: str
    old_due_at: datetime
    due_at: datetime
    due_provisional: bool
    extended_at: datetime
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOverdue:
    """The due date is over and there is no result; `extended`: an apology had named that date."""

    TYPE: ClassVar[str] = "intake.dossier-overdue.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    due_at: datetime
    extended: bool
    at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
