"""What is said of the way of a case: judged conditions, parts passed over, silent opinions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCondition:
    """What a comparison of the process on the dossier's own data came to, by its name."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegSkipped:
    """What is known of the dossier does not choose this part; its agency has nothing to do."""

    TYPE: ClassVar[str] = "routing.leg-skipped.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    leg: str
    agency: str
    skipped_at: datetime
    leg_name: dict[str, str] | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationLapsed:
    """A consulted agency said nothing in time: `silence` is consent, or is to be escalated.

    Told to the agency that asked and to the desk (Decree 61/2018 art. 19(5)).
    """

    TYPE: ClassVar[str] = "routing.consultation-lapsed.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    leg: str
    leg_name: dict[str, str]
    agency: str
    asking_agency: str
    receiving_agency: str
    silence: str
    lapsed_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSettled:
    """An agency confirmed what another one handed to it (`taken`), or `refused` it for now.

    `number` is that of the slip, `officer` the account of who settled it. Why it was refused is in
    words, and stays at routing.
    """

    TYPE: ClassVar[str] = "routing.handover-settled.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    number: str
    from_leg: str
    from_agency: str
    to_leg: str
    to_agency: str
    returned: bool
    given_at: datetime
    outcome: str
    officer: str
    settled_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier
