"""What is said when a dossier is taken back, held up by the head, or erased.

A withdrawal against a decision is settled where the case is locked: intake asks, routing says.
Nothing here identifies a person, and no reason anybody wrote is on the bus.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested:
    """The owner of an accepted dossier wants it back; its status waits for routing's word."""

    TYPE: ClassVar[str] = "intake.withdrawal-requested.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    requested_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalSettled:
    """Routing closed the case (`outcome` granted), or a decision came before it (refused).

    `case` is None where no case was ever opened. `in_charge` is the account of who worked on it:
    the holder of its open task, or who signed the decision that was first.
    """

    TYPE: ClassVar[str] = "routing.withdrawal-settled.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    case: str | None
    outcome: str
    requested_at: datetime
    settled_at: datetime
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierWithdrawn:
    """The owner took the dossier back (status 7); final. `accepted`: it was accepted before.

    Nobody of an office did it; `in_charge` is the account of who worked on it, if anybody did.
    """

    TYPE: ClassVar[str] = "intake.dossier-withdrawn.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    accepted: bool
    withdrawn_at: datetime
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRefused:
    """The wish to take the dossier back came too late: a decision was issued before it.

    `in_charge` is the account of who signed that decision.
    """

    TYPE: ClassVar[str] = "intake.withdrawal-refused.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    settled_at: datetime
    in_charge: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSuspended:
    """The head of the competent agency holds the work up (inside status 4); the clock goes on."""

    TYPE: ClassVar[str] = "intake.dossier-suspended.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    suspended_at: datetime
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionLifted:
    """The head lets the work go on (inside status 4)."""

    TYPE: ClassVar[str] = "intake.suspension-lifted.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    lifted_at: datetime
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierErased:
    """What identifies people in a closed dossier is gone; whoever keeps a copy erases it too.

    `decision` is the number of the decision it was done by.
    """

    TYPE: ClassVar[str] = "intake.dossier-erased.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    erased_at: datetime
    decision: str
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
