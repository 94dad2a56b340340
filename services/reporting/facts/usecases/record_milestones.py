"""Something happened: it becomes facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contracts.events import Event
from services.reporting.facts.domain.fact import Kind
from services.reporting.facts.domain.milestone import facts_of
from services.reporting.facts.ports import Facts


def record_milestones(
    event: Event, event_id: UUID, *, facts: Facts, now: datetime
) -> tuple[Kind, ...]:
    """Keep the facts an event tells of; return the kinds of those that are new."""
    told = facts_of(event, event_id, recorded_at=now)
    return tuple(fact.kind for fact in told if facts.add(fact))
