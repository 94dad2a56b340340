"""The messages there are, and what a rendered one consists of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

LANGUAGES = ("vi", "en")
"""Vietnamese is the language of the office; English is offered to who asks for it."""


@unique
class Template(StrEnum):
    """What a message is about; one folder of texts each."""

    SUBMITTED = "dossier-submitted"  # filed online, the desk will answer
    ACCEPTED = "dossier-accepted"  # complete, with the date of the result and the receipt
    REFUSED = "dossier-refused"  # not accepted at the desk
    SUPPLEMENT_REQUESTED = "supplement-requested"  # the desk asks for further papers, once
    SUPPLEMENT_SUBMITTED = "supplement-submitted"  # the papers are in, the desk will answer
    SUPPLEMENTED = "dossier-supplemented"  # the papers are complete, with the new date
    STOPPED = "dossier-stopped"  # closed, because no papers came
    WITHDRAWN = "dossier-withdrawn"  # the owner took it back
    WITHDRAWAL_REQUESTED = "withdrawal-requested"  # the owner asked for it; it is being settled
    WITHDRAWAL_REFUSED = "withdrawal-refused"  # too late to take it back: it was decided
    SUSPENDED = "dossier-suspended"  # the head holds the work up; the clock goes on
    SUSPENSION_LIFTED = "suspension-lifted"  # the work goes on
    PAUSED = "dossier-paused"  # tax or land money is to be paid first
    RESUMED = "dossier-resumed"  # it is paid, with the new date
    REPLANNED = "dossier-replanned"  # a calendar moved the date
    EXTENDED = "dossier-extended"  # an apology was signed, with the new date
    CORRECTED = "reception-corrected"  # the desk put right what it had received wrongly
    FINISHED = "dossier-finished"  # the result can be had
    DRAFT_OFFERED = "draft-result-offered"  # please check the draft; silence is consent
    DRAFT_CONFIRMED = "draft-result-confirmed"  # agreed to, or its time passed: it can be had
    REOPENED = "dossier-reopened"  # the result was taken back, an error in it is corrected
    OFFICER_WROTE = "officer-wrote"  # there is something to read in the thread
    RESULT_POSTED = "result-posted"  # the result is with the post, with its tracking number
    POSTING_FAILED = "posting-failed"  # it did not arrive
    HANDED_OVER = "dossier-handed-over"  # the result was given: please rate
    DRAFT_EXPIRING = "draft-expiring"  # what was begun and not filed is about to go
    SETTLED_ON_THE_SPOT = "dossier-settled-on-the-spot"  # filed and settled in one visit
    PROCESSING = "dossier-processing"  # handed to the agency that decides, which has begun
    MOVED = "dossier-moved"  # the agency ended, its successor goes on
    OVERDUE = "dossier-overdue"  # the date is over and there is no result: our apology
    SUPPLEMENT_SOON = "supplement-due-soon"  # few days are left for the papers asked for
    DIGEST = "digest"  # several that tell of no change, in one
    STEP_ESCALATED = "step-escalated"  # to staff: the time of a step runs out
    APOLOGY_TO_SIGN = "apology-to-sign"  # to staff: the head is to sign it in time
    CALLS_WAITING = "calls-waiting"  # to staff: applicants whom no notice reached
    ANSWERS_LATE = "answers-late"  # to heads: the desk did not answer in time
    ANSWERS_WAITING = "answers-waiting"  # to staff: filings and papers nobody has answered
    MESSAGES_WAITING = "messages-waiting"  # to staff: what applicants wrote and nobody has read
    PROPOSALS_WAITING = "proposals-waiting"  # to staff: officers would have papers asked for
    PARCELS_WAITING = "parcels-waiting"  # to staff: results that did not arrive by post
    STAFF_DIGEST = "staff-digest"  # to staff: what they were told since the last morning
    STAFF_MAIL_CODE = "staff-mail-code"  # to staff: the code that proves their address


OF_DESKS = frozenset(
    {
        Template.CALLS_WAITING,
        Template.ANSWERS_LATE,
        Template.ANSWERS_WAITING,
        Template.MESSAGES_WAITING,
        Template.PROPOSALS_WAITING,
        Template.PARCELS_WAITING,
    }
)
"""What waits at a desk, in numbers and about no single dossier: lines of the morning."""

STAFF = OF_DESKS | frozenset(
    {
        Template.STEP_ESCALATED,
        Template.APOLOGY_TO_SIGN,
        Template.STAFF_DIGEST,
        Template.STAFF_MAIL_CODE,
    }
)
"""What staff are told: no notice about the status of a dossier, and nothing for its applicant."""


LED = frozenset({Template.PROCESSING, Template.REPLANNED, Template.OVERDUE})
"""What is told of work that an officer may have, by an event that cannot say who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message ready to be sent: one line of subject, plain text, and the same as HTML."""

    template: Template
    version: int
    language: str
    subject: str
    text: str
    html: str


def language_or_default(wanted: str) -> str:
    """Return a language there are texts in: the wanted one, or Vietnamese."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
