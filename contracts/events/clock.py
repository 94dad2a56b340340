"""What intake says of a dossier's legal clock and of the limits around it.

Nothing here identifies a person: what an applicant is asked for stays at intake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested:
    """The desk asks for further papers (status 5): the clock stands until they are in.

    `proposal` is that of the officer in whose step the lack was found, where one had proposed it.
    """

    TYPE: ClassVar[str] = "intake.supplement-requested.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    accepted: bool
    requested_at: datetime
    supplement_by: datetime
    officer: str
    proposal: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementOverridden:
    """A head had papers asked for although they could be until `allowed_until`: a violation.

    `cause`: late, or second where papers had been asked for before.
    """

    TYPE: ClassVar[str] = "intake.supplement-overridden.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    requested_at: datetime
    allowed_until: datetime
    officer: str
    cause: str = "late"

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementDueSoon:
    """Papers were asked for, few days are left and none came: the owner is reminded, once.

    `in_charge` is the account of the officer who asked for them.
    """

    TYPE: ClassVar[str] = "intake.supplement-due-soon.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    supplement_by: datetime
    at: datetime
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSubmitted:
    """The applicant sent further papers; the desk looks at them until `answer_by`."""

    TYPE: ClassVar[str] = "intake.supplement-submitted.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    filed_at: datetime
    received_at: datetime
    answer_by: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSupplemented:
    """The papers of an accepted dossier are complete (5 to 4): the clock runs, due anew."""

    TYPE: ClassVar[str] = "intake.dossier-supplemented.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    supplemented_at: datetime
    due_at: datetime | None
    due_provisional: bool
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLate:
    """The desk did not answer a filing in time: a violation."""

    TYPE: ClassVar[str] = "intake.answer-late.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    received_at: datetime
    answer_by: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyDue:
    """The due date is near: who will not keep it apologises now and names a new date."""

    TYPE: ClassVar[str] = "intake.apology-due.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    due_at: datetime
    at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierStopped:
    """An accepted dossier was closed with a stop notice (status 8); final.

    A timer closes it: `in_charge` is the account of the officer who had asked for the papers.
    """

    TYPE: ClassVar[str] = "intake.dossier-stopped.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    stopped_at: datetime
    cause: str
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPaused:
    """A financial obligation is waited for (status 6): the clock stands.

    `officer` found it; None where a step of the process says that there is something to pay.
    """

    TYPE: ClassVar[str] = "intake.dossier-paused.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    paused_at: datetime
    officer: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierResumed:
    """The obligation is met (6 to 4): what was left of the term runs on.

    `officer` is the account of who entered that it is.
    """

    TYPE: ClassVar[str] = "intake.dossier-resumed.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    resumed_at: datetime
    due_at: datetime | None
    due_provisional: bool
    officer: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReplanned:
    """A calendar moved a date of an open dossier; `clock` is term, answer or supplement.

    Nobody of an office did it; `in_charge` is the account of who had asked for the papers whose
    limit moved, None for every other date.
    """

    TYPE: ClassVar[str] = "intake.dossier-replanned.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    clock: str
    old_at: datetime
    new_at: datetime
    provisional: bool
    calendar: str
    calendar_version: int
    ground: str
    replanned_at: datetime
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
