"""Which facts an event tells of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.events import Event
from contracts.events.clock import DossierStopped
from contracts.events.course import DossierWithdrawn
from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRated,
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
)
from contracts.events.routing import LegFinished, StepCompleted
from services.reporting.facts.domain.fact import Fact, Kind

Told = Callable[[Any], datetime]

_MILESTONES: Mapping[type, tuple[tuple[Kind, Told], ...]] = {
    DossierSubmitted: ((Kind.SUBMITTED, lambda event: event.filed_at),),
    DossierAccepted: ((Kind.ACCEPTED, lambda event: event.accepted_at),),
    DossierRefused: ((Kind.REFUSED, lambda event: event.refused_at),),
    DossierProcessing: ((Kind.PROCESSING, lambda event: event.at),),
    DossierStopped: ((Kind.STOPPED, lambda event: event.stopped_at),),
    DossierWithdrawn: ((Kind.WITHDRAWN, lambda event: event.withdrawn_at),),
    DossierFinished: ((Kind.FINISHED, lambda event: event.finished_at),),
    DossierHandedOver: ((Kind.HANDED_OVER, lambda event: event.handed_over_at),),
    # One visit, three milestones: it counts like any other dossier.
    DossierSettledOnTheSpot: (
        (Kind.ACCEPTED, lambda event: event.accepted_at),
        (Kind.FINISHED, lambda event: event.finished_at),
        (Kind.HANDED_OVER, lambda event: event.handed_over_at),
    ),
    DossierRated: ((Kind.RATED, lambda event: event.rated_at),),
    StepCompleted: ((Kind.STEP_COMPLETED, lambda event: event.completed_at),),
    LegFinished: ((Kind.LEG_FINISHED, lambda event: event.finished_at),),
}
_OWN = {"event_id", "kind", "dossier", "occurred_at", "recorded_at", "score"}
_COPIED = tuple(field.name for field in fields(Fact) if field.name not in _OWN)

MILESTONE_EVENTS: tuple[type, ...] = tuple(_MILESTONES)
"""The events that tell of facts."""


def facts_of(event: Event, event_id: UUID, *, recorded_at: datetime) -> tuple[Fact, ...]:
    """Return the facts an event tells of; raises `KeyError` for an event that tells of none.

    What a fact and an event call the same is the same.
    """
    same = {name: getattr(event, name) for name in _COPIED if hasattr(event, name)}
    return tuple(
        Fact(
            event_id=event_id,
            kind=kind,
            dossier=event.subject_id,
            occurred_at=occurred_at(event),
            recorded_at=recorded_at,
            score=getattr(event, "overall", None),
            **same,
        )
        for kind, occurred_at in _MILESTONES[type(event)]
    )
