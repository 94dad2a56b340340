"""Things happened: they become facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from services.reporting.facts.domain.fact import Kind
from services.reporting.facts.domain.milestone import facts_of
from services.reporting.facts.ports import Facts


def record_milestones(
    told: Sequence[tuple[UUID, int, Event]], *, facts: Facts, now: datetime
) -> tuple[Kind, ...]:
    """Keep the facts that events (id, sequence, event) tell of; return the kinds that are new."""
    found = [
        fact
        for event_id, sequence, event in told
        for fact in facts_of(event, event_id, sequence, recorded_at=now)
    ]
    return facts.add(found)
