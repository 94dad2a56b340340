"""Intake told of something that was not kept: it stands in the register."""

from __future__ import annotations

from uuid import UUID

from contracts.events.clock import AnswerLate, SupplementOverridden
from kernel.clock import Clock
from services.routing.work.domain.violation import Violation, ViolationKind
from services.routing.work.ports import Violations


def record_violation(
    event: AnswerLate | SupplementOverridden,
    event_id: UUID,
    *,
    violations: Violations,
    clock: Clock,
) -> None:
    """Enter the violation under the event's id, once."""
    if isinstance(event, AnswerLate):
        kind, officer, at = ViolationKind.ANSWER_LATE, None, event.answer_by
    else:
        kind = ViolationKind.SUPPLEMENT_OVERRIDDEN
        officer, at = event.officer, event.requested_at
    violations.add(
        Violation(
            event_id=event_id,
            kind=kind,
            dossier=event.code,
            agency=event.receiving_agency,
            officer=officer,
            at=at,
        ),
        recorded_at=clock(),
    )
