"""What is said of proposals that officers make out of a step: made, settled.

Their words stay at routing; here stand ids of papers, pointers into the form and codes alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade:
    """An officer proposes something that others decide: `kind` is supplement or refusal.

    Of a supplement `papers` are ids of the procedure's papers and `fields` JSON pointers into
    its form that something lacks at. The receiving agency's desk asks, a signer refuses.
    """

    TYPE: ClassVar[str] = "routing.proposal-made.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    proposal: str
    kind: str
    task: str
    leg: str
    step: str
    step_name: dict[str, str]
    agency: str
    receiving_agency: str
    officer: str
    papers: tuple[str, ...]
    fields: tuple[str, ...]
    proposed_at: datetime
    case_number: int = 1

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSettled:
    """What came of a proposal: `accepted`, `declined`, or `dropped` with its task or case.

    `officer` is who settled it, empty where nobody did.
    """

    TYPE: ClassVar[str] = "routing.proposal-settled.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    dossier: str
    proposal: str
    kind: str
    task: str
    agency: str
    outcome: str
    officer: str
    settled_at: datetime
    case_number: int = 1

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.dossier
