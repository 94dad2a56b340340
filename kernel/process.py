"""The words a process (quy trình nội bộ) is made of, for who publishes one and who runs it."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class StepRole(StrEnum):
    """Who does a step inside its agency."""

    DESK = "desk"  # the one-stop desk
    OFFICER = "officer"  # a specialist of the division
    APPROVER = "approver"  # signs for the agency


@unique
class StepAction(StrEnum):
    """What the owner of a step may do to end it."""

    COMPLETE = "complete"  # done, on to the next step
    FORWARD = "forward"  # done, on to the next step or agency
    APPROVE = "approve"  # signed
    RETURN = "return"  # back to the step before
    REFUSE = "refuse"  # the dossier is refused on the merits
    REQUEST_PAYMENT = "request-payment"  # tax or land money first; the clock stands meanwhile


@unique
class StepKind(StrEnum):
    """What a step is."""

    WORK = "work"  # an officer does it
    PAYMENT = "payment"  # the applicant pays; it ends with the treasury's receipt
    CONNECTOR = "connector"  # a specialised system answers; an officer does when it gives up


@unique
class LegKind(StrEnum):
    """What a leg is."""

    WORK = "work"
    CONSULTATION = "consultation"  # another agency's opinion (Decree 61/2018 art. 19(5))


@unique
class Silence(StrEnum):
    """What it means when a consulted agency says nothing until its limit."""

    CONSENT = "consent"  # it agrees; the case moves on
    ESCALATE = "escalate"  # the asking agency and its desk's head are told; the case waits


ONWARD = frozenset({StepAction.COMPLETE, StepAction.FORWARD, StepAction.APPROVE})
"""The actions that lead out of a step towards the end of the process."""
