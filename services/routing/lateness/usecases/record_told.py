"""Intake told of something that was not kept: it stands in the register."""

from __future__ import annotations

from uuid import UUID

from contracts.events.clock import AnswerLate, DossierReplanned, SupplementOverridden
from kernel.clock import Clock
from services.routing.lateness.domain.violation import (
    Cause,
    Struck,
    StruckBecause,
    Violation,
    ViolationKind,
)
from services.routing.lateness.ports import Violations

_ANSWER = "answer"


def record_told(
    event: AnswerLate | SupplementOverridden,
    event_id: UUID,
    *,
    violations: Violations,
    clock: Clock,
) -> None:
    """Enter the violation under the event's id, once.

    Charged is the receiving agency: with a late answer nobody in particular, because nobody held
    the filing, with papers asked for against the rule the head who had them asked for.
    """
    if isinstance(event, AnswerLate):
        violation = Violation(
            id=event_id,
            kind=ViolationKind.ANSWER_LATE,
            dossier=event.code,
            procedure=event.procedure,
            agency=event.receiving_agency,
            due_at=event.answer_by,
            at=event.answer_by,
        )
    else:
        violation = Violation(
            id=event_id,
            kind=ViolationKind.SUPPLEMENT_OVERRIDDEN,
            cause=Cause(event.cause),
            dossier=event.code,
            procedure=event.procedure,
            agency=event.receiving_agency,
            officer=event.officer,
            due_at=event.allowed_until,
            at=event.requested_at,
        )
    violations.enter(violation, recorded_at=clock())


def take_back_answer(replanned: DossierReplanned, *, violations: Violations, clock: Clock) -> None:
    """Strike a late answer whose limit a calendar moved later; intake tells again if it must."""
    if replanned.clock == _ANSWER and replanned.new_at > replanned.old_at:
        struck = Struck(at=clock(), because=StruckBecause.REPLANNED)
        violations.strike_answer(replanned.code, replanned.old_at, struck)
