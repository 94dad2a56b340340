"""What intake says between a decision and the result in the citizen's hands.

Nothing here identifies a person: reasons, drafts, addresses and letters stay at intake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReopened:
    """A result was taken back before it was handed over (9 to 4), to correct an error in it.

    `cause` is `error` (the agency found it) or `objection` (the owner of the draft did);
    `finished_at` is the decision that no longer counts; `officer` is empty for an owner's word.
    """

    TYPE: ClassVar[str] = "intake.dossier-reopened.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    cause: str
    finished_at: datetime
    reopened_at: datetime
    due_at: datetime | None
    officer: str

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResultOffered:
    """The owner is to check a draft of the result (inside 9); silence until then is consent.

    `confirm_by` is how long they have; `number` counts the drafts of the dossier, `officer` is the
    account of who signed the decision it is of.
    """

    TYPE: ClassVar[str] = "intake.draft-result-offered.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    offered_at: datetime
    confirm_by: datetime
    number: int
    officer: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResultConfirmed:
    """The owner agreed to the draft, or its time passed (`way` silence): the result can be had.

    `way` is online, desk, telephone, letter or silence; `officer` recorded an answer that came by
    desk, telephone or letter.
    """

    TYPE: ClassVar[str] = "intake.draft-result-confirmed.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    confirmed_at: datetime
    way: str
    officer: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResultObjected:
    """The owner objected to the draft; the result is taken back, which is said beside it.

    `way` is online, desk, telephone or letter; `number` counts the objections.
    """

    TYPE: ClassVar[str] = "intake.draft-result-objected.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    competent_agency: str
    objected_at: datetime
    way: str
    number: int

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerWrote:
    """An officer wrote in the thread of a dossier; the words stay at intake."""

    TYPE: ClassVar[str] = "intake.officer-wrote.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    receiving_agency: str
    written_at: datetime
    officer: str | None = None

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
