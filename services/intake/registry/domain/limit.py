"""What a dossier is waited for with: the limits its one timer goes through."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class LimitKind(StrEnum):
    """What the timer of a dossier does next; each dossier has one such timer at most."""

    STAFF_ALERT = "staff-alert"  # nobody answered a filing: the desk is told
    HEAD_ALERT = "head-alert"  # still nobody: the head is told
    ANSWER = "answer"  # the answer is late: a violation
    SUPPLEMENT_SOON = "supplement-soon"  # few days are left for papers: the owner is reminded
    SUPPLEMENT = "supplement"  # no papers came: the dossier is closed
    CONFIRMATION = "confirmation"  # no word on the draft of the result: the owner consents
    APOLOGY = "apology"  # the due date is near: who will miss it apologises now
    DUE = "due"  # it is over: the head is told
