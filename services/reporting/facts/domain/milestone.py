"""Which facts an event tells of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.events import Event
from contracts.events.agency import DossierMoved
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
)
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
from contracts.events.lateness import DossierExtended
from contracts.events.posting import PostingFailed, ResultPosted
from contracts.events.reception import DossierCorrected
from contracts.events.result import DossierReopened
from contracts.events.routing import LegFinished, StepCompleted
from services.reporting.facts.domain.fact import Fact, Kind

Told = Callable[[Any], datetime]

_MILESTONES: Mapping[type, tuple[tuple[Kind, Told], ...]] = {
    DossierSubmitted: ((Kind.SUBMITTED, lambda event: event.filed_at),),
    DossierAccepted: ((Kind.ACCEPTED, lambda event: event.accepted_at),),
    DossierRefused: ((Kind.REFUSED, lambda event: event.refused_at),),
    DossierProcessing: ((Kind.PROCESSING, lambda event: event.at),),
    SupplementRequested: ((Kind.SUPPLEMENT_REQUESTED, lambda event: event.requested_at),),
    DossierSupplemented: ((Kind.SUPPLEMENTED, lambda event: event.supplemented_at),),
    DossierPaused: ((Kind.PAUSED, lambda event: event.paused_at),),
    DossierResumed: ((Kind.RESUMED, lambda event: event.resumed_at),),
    DossierReplanned: ((Kind.REPLANNED, lambda event: event.replanned_at),),
    DossierExtended: ((Kind.EXTENDED, lambda event: event.extended_at),),
    DossierCorrected: ((Kind.CORRECTED, lambda event: event.corrected_at),),
    DossierMoved: ((Kind.MOVED, lambda event: event.moved_at),),
    DossierStopped: ((Kind.STOPPED, lambda event: event.stopped_at),),
    DossierWithdrawn: ((Kind.WITHDRAWN, lambda event: event.withdrawn_at),),
    DossierFinished: ((Kind.FINISHED, lambda event: event.finished_at),),
    DossierReopened: ((Kind.REOPENED, lambda event: event.reopened_at),),
    ResultPosted: ((Kind.POSTED, lambda event: event.posted_at),),
    PostingFailed: ((Kind.POSTING_FAILED, lambda event: event.failed_at),),
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
# The term's clock alone is counted: what happens before acceptance, and the limits beside the
# term, leave the due date as it is.
_OF_THE_TERM: Mapping[type, Callable[[Any], bool]] = {
    SupplementRequested: lambda event: event.accepted,
    DossierReplanned: lambda event: event.clock == "term",
    DossierCorrected: lambda event: event.moved or event.due_at != event.old_due_at,
}
_OWN = {"event_id", "kind", "dossier", "occurred_at", "recorded_at", "score", "sequence"}
_RENAMED = {"score": "overall", "due_at": "new_at"}
_COPIED = tuple(field.name for field in fields(Fact) if field.name not in _OWN)

MILESTONE_EVENTS: tuple[type, ...] = tuple(_MILESTONES)
"""The events that tell of facts."""


def facts_of(
    event: Event, event_id: UUID, sequence: int, *, recorded_at: datetime
) -> tuple[Fact, ...]:
    """Return the facts an event tells of; raises `KeyError` for an event that tells of none.

    What a fact and an event call the same is the same. A stop or a move of another clock than
    the term's (before acceptance, a limit) is no fact, nor is a correction of data alone.
    """
    milestones = _MILESTONES[type(event)]
    if not _OF_THE_TERM.get(type(event), _always)(event):
        return ()
    same = {name: getattr(event, name) for name in _COPIED if hasattr(event, name)}
    named = {
        name: getattr(event, other) for name, other in _RENAMED.items() if hasattr(event, other)
    }
    return tuple(
        Fact(
            event_id=event_id,
            kind=kind,
            dossier=event.subject_id,
            occurred_at=occurred_at(event),
            recorded_at=recorded_at,
            sequence=sequence,
            **(same | named),
        )
        for kind, occurred_at in milestones
    )


def _always(_event: Event) -> bool:
    return True
