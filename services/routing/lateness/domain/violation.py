"""A line of the register of violations: what was not kept, by whom, and until when it could be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.apology import ApologyReason


@unique
class ViolationKind(StrEnum):
    """What was not kept."""

    LEG_LATE = "leg-late"  # an agency did not do its part within its own term
    ANSWER_LATE = "answer-late"  # the desk did not answer a filing in time
    SUPPLEMENT_OVERRIDDEN = "supplement-overridden"  # papers asked for against the rule
    APOLOGY_MISSING = "apology-missing"  # late, and no apology was signed in time (art. 19(9))
    APOLOGY_BROKEN = "apology-broken"  # late by the date that a signed apology had named, too


@unique
class Cause(StrEnum):
    """In which way."""

    WORK = "work"  # leg-late: its term was over before its work was done
    SILENCE = "silence"  # leg-late: a consulted agency said nothing (Decree 61/2018 art. 19(5))
    LATE = "late"  # supplement-overridden: asked for after the three days for it (art. 19(4))
    SECOND = "second"  # supplement-overridden: asked for a second time
    UNWRITTEN = "unwritten"  # apology-missing: no officer named a reason and a new date
    UNSIGNED = "unsigned"  # apology-missing: it was written, and the head did not sign in time
    NO_TIME = "no-time"  # apology-missing: the term is too short for one


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What happened, when, and who is charged with it.

    `id` is that of the event that told of it, or made here. Charged is `agency`, with the `leg`
    of the case it is about, and `officer`, the account that held the task or asked for the
    papers; None where nobody held it. `due_at` is until when it could have been kept, `at` when
    it was not.
    """

    id: UUID
    kind: ViolationKind
    cause: Cause | None = None
    dossier: str
    procedure: str | None = None
    leg: str | None = None
    agency: str
    officer: str | None = None
    due_at: datetime | None = None
    at: datetime


@unique
class StruckBecause(StrEnum):
    """Why a line no longer counts; it stays in the register with this word."""

    REPLANNED = "re-planned"  # a calendar published later moved the date it was measured by
    MOVED = "moved"  # the dossier had been received wrongly: its case counts for nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """When a line was struck, and why."""

    at: datetime
    because: StruckBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReason:
    """Why it happened, as whoever answers for it says; a later `version` takes its place.

    The code is counted and stays; the `words` beside it are erased with the dossier.
    """

    version: int
    reason: ApologyReason
    words: str | None = field(repr=False)
    by: str
    at: datetime
