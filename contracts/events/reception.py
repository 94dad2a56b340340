"""What intake says of a reception that it put right.

Nothing here identifies a person: what was wrong and why stays at intake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from contracts.events.intake import LegAgency
from contracts.events.ways import JudgedCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCorrected:
    """The desk had received an accepted dossier wrongly and put it right.

    The dossier is told as it is now; `changed` names the parts of it that are others. `moved` says
    that the work begins anew as case `case_number`, by another process or at other agencies; what
    was done before counts for nobody. `earlier_…` is what held before, `old_due_at` the date
    promised before; without `moved` the date alone may be another one.
    """

    TYPE: ClassVar[str] = "intake.dossier-corrected.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    procedure_version: int
    case: str | None
    channel: str
    receiving_agency: str
    competent_agency: str
    legs: tuple[LegAgency, ...]
    conditions: tuple[JudgedCondition, ...]
    accepted_at: datetime
    corrected_at: datetime
    term: str
    due_at: datetime | None
    due_provisional: bool
    changed: tuple[str, ...]
    moved: bool
    case_number: int
    earlier_procedure: str
    earlier_competent_agency: str
    old_due_at: datetime | None
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
