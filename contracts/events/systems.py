"""What is said between routing and specialised systems outside: a step asked of one, its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPaper:
    """A paper of the case that the step takes: its id in the process and its number."""

    paper: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemAsked:
    """A specialised system is asked to do a step, for the `attempt`-th time.

    `reference` stays the same however often it is asked, so that it does the work once; its
    answer names it. It has until `answer_by`. Nothing here tells of the applicant: `sends` are
    paths of fields of the form, whose values the system gets by HTTP.
    """

    TYPE: ClassVar[str] = "routing.system-asked.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    procedure: str
    reference: str
    system: str
    leg: str
    step: str
    step_name: dict[str, str]
    agency: str
    attempt: int
    papers: tuple[AskedPaper, ...]
    asked_at: datetime
    answer_by: datetime
    sends: tuple[str, ...] = ()

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSettled:
    """How an enquiry ended: `answered`, or an officer does the step.

    `refused` by the system, `silent` however often asked, `taken-over` before it gave up.
    """

    TYPE: ClassVar[str] = "routing.system-settled.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    reference: str
    system: str
    leg: str
    step: str
    step_name: dict[str, str]
    agency: str
    outcome: str
    attempt: int
    settled_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier
