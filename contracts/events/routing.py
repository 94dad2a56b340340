"""What routing says: what happened to the case of a dossier, and who works where.

Officers are named by their id and account; their names stay off the bus (decision 0011).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLeg:
    """A leg of the case as it stands when the case is opened; `status` waiting or running."""

    leg: str
    agency: str
    status: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """The case of an accepted dossier exists and its first steps wait for their owners.

    `case_number` counts the cases a dossier has had: a corrected reception opens another one, and
    what is still said of those before it counts for nothing.
    """

    TYPE: ClassVar[str] = "routing.case-opened.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case: str
    procedure: str
    procedure_version: int
    legs: tuple[OpenedLeg, ...]
    opened_at: datetime
    case_number: int = 1

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    """A step waits for its owner; `due_at` is the step's own clock inside the leg's."""

    TYPE: ClassVar[str] = "routing.step-started.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    task: str
    leg: str
    step: str
    step_name: dict[str, str]
    agency: str
    role: str
    started_at: datetime
    due_at: datetime | None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted:
    """An officer ended a step by `action` (complete, forward, return, approve, refuse)."""

    TYPE: ClassVar[str] = "routing.step-completed.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    task: str
    leg: str
    step: str
    step_name: dict[str, str]
    agency: str
    role: str
    officer: str
    action: str
    started_at: datetime
    completed_at: datetime
    due_at: datetime | None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStarted:
    """The dossier reached an agency."""

    TYPE: ClassVar[str] = "routing.leg-started.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    leg: str
    agency: str
    started_at: datetime
    due_at: datetime | None
    leg_name: dict[str, str] | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFinished:
    """An agency has done its part.

    `own_due_at` is until when its own term ran, whatever others took before it, and `late` tells
    whether it passed that. `gives` names the paper of the process that it issued, if any.
    """

    TYPE: ClassVar[str] = "routing.leg-finished.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    leg: str
    agency: str
    started_at: datetime
    finished_at: datetime
    due_at: datetime | None
    own_due_at: datetime | None = None
    late: bool = False
    gives: str | None = None
    paper_number: str | None = None
    leg_name: dict[str, str] | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided:
    """The case ended with a result: `outcome` approved or refused (after appraisal)."""

    TYPE: ClassVar[str] = "routing.case-decided.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case: str
    outcome: str
    result_number: str | None
    agency: str
    officer: str
    decided_at: datetime
    case_number: int = 1

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerSet:
    """An officer was entered or changed; the whole of it but the name, which is asked for.

    In office from `first_day` to `last_day`, both included; `account` is the token's subject.
    """

    TYPE: ClassVar[str] = "routing.officer-set.v1"
    SUBJECT_KIND: ClassVar[str] = "officer"

    officer: str
    account: str
    agency: str
    post: str
    roles: tuple[str, ...]
    first_day: date
    last_day: date | None
    changed_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the officer's id."""
        return self.officer


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationSet:
    """Somebody may sign for a time in the place of another; ended when `last_day` is past.

    `officer` and `account` are those of who may sign, `delegator` the account of who let them.
    """

    TYPE: ClassVar[str] = "routing.delegation-set.v1"
    SUBJECT_KIND: ClassVar[str] = "officer"

    delegation: str
    officer: str
    account: str
    delegator: str
    agency: str
    roles: tuple[str, ...]
    first_day: date
    last_day: date
    changed_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the id of the officer who may sign."""
        return self.officer


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondmentSet:
    """An officer works for a time at another agency's desk; ended when `last_day` is past."""

    TYPE: ClassVar[str] = "routing.secondment-set.v1"
    SUBJECT_KIND: ClassVar[str] = "officer"

    secondment: str
    officer: str
    account: str
    agency: str
    roles: tuple[str, ...]
    first_day: date
    last_day: date
    changed_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the officer's id."""
        return self.officer


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFound:
    """The applicant owes tax or land money before the work can go on; the clock is to stand."""

    TYPE: ClassVar[str] = "routing.obligation-found.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case: str
    agency: str
    officer: str
    found_at: datetime
    case_number: int = 1

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationMet:
    """What the applicant owed is paid; the clock is to run on.

    Of a receipt of the treasury: its number, the day of payment, the amount in đồng.
    """

    TYPE: ClassVar[str] = "routing.obligation-met.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case: str
    agency: str
    officer: str
    met_at: datetime
    receipt_number: str | None = None
    paid_on: date | None = None
    amount: int | None = None
    case_number: int = 1

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier
