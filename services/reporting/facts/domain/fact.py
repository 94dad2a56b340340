"""A fact: something that happened to a dossier at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID


@unique
class Kind(StrEnum):
    """What happened."""

    SUBMITTED = "submitted"  # filed online (status 1); not counted in form 06
    ACCEPTED = "accepted"  # complete, the clock runs (2): received in form 06
    SUPPLEMENT_REQUESTED = "supplement-requested"  # papers are missing (5): the clock stands
    SUPPLEMENTED = "supplemented"  # the papers are in: the clock runs, due anew
    PAUSED = "paused"  # a financial obligation is waited for (6): the clock stands
    RESUMED = "resumed"  # it is met: the clock runs, due anew
    REPLANNED = "replanned"  # a calendar moved the due date
    EXTENDED = "extended"  # a signed apology named another due date, once
    CORRECTED = "corrected"  # a wrong reception was put right: procedure, agency, term, due anew
    MOVED = "moved"  # its agency ended, a successor has it; counted where it was all the same
    REFUSED = "refused"  # not accepted at the desk (3); not counted in form 06
    PROCESSING = "processing"  # an agency has begun (4)
    FINISHED = "finished"  # the result exists (9): resolved in form 06
    REOPENED = "reopened"  # the result was taken back, an error in it is corrected (9 to 4)
    WITHDRAWN = "withdrawn"  # taken back after acceptance (7): resolved, on time
    STOPPED = "stopped"  # closed with a stop notice after acceptance (8): resolved, on time
    POSTED = "posted"  # a carrier has the order to bring the result
    POSTING_FAILED = "posting-failed"  # it did not arrive by post
    HANDED_OVER = "handed-over"  # the result was given (10)
    RATED = "rated"  # the owner said how satisfied they are
    STEP_COMPLETED = "step-completed"  # an officer ended a step
    LEG_FINISHED = "leg-finished"  # an agency has done its part


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One milestone; `occurred_at` is when it happened, `recorded_at` when it was heard of.

    `agency`, `leg`, `step` and `started_at` belong to facts of the work inside an agency; `term`
    is as accepted (`5wd`, `8wh`); `due_at` is what is due from then on; `sequence` is the event's
    number among those of its dossier; `timeliness` early, on-time or late; `score` 3, 2 or 1.
    """

    event_id: UUID
    kind: Kind
    dossier: str
    occurred_at: datetime
    recorded_at: datetime
    procedure: str | None = None
    receiving_agency: str | None = None
    competent_agency: str | None = None
    channel: str | None = None
    term: str | None = None
    due_at: datetime | None = None
    outcome: str | None = None
    timeliness: str | None = None
    agency: str | None = None
    leg: str | None = None
    step: str | None = None
    started_at: datetime | None = None
    score: int | None = None
    sequence: int | None = None
