"""What reporting listens to: milestones become facts, what others own becomes copies."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.subscription import Handler, Subscription
from contracts.events.agency import AgencyPublished, DossierMoved
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
)
from contracts.events.course import DossierWithdrawn
from contracts.events.draft import DraftExpiring
from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRated,
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
    ProcedurePublished,
)
from contracts.events.lateness import DossierExtended, StepEscalated
from contracts.events.mandate import MandateEnded, MandateGranted
from contracts.events.posting import PostingFailed, ResultPosted
from contracts.events.reception import DossierCorrected
from contracts.events.result import (
    DossierReopened,
    DraftResultConfirmed,
    DraftResultObjected,
    DraftResultOffered,
)
from contracts.events.routing import LegFinished, OfficerSet, StepCompleted

GATED: frozenset[tuple[str, str]] = frozenset()
"""No stream is gated: each fact stands for itself, and of a copy the newest word wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """What to do with each kind of event."""

    keep_agency: Handler
    keep_procedure: Handler
    keep_officer: Handler
    record_milestones: Handler
    count_use: Handler


def subscriptions(to: Handlers) -> tuple[Subscription, ...]:
    """Return the table of subscriptions."""
    return (
        Subscription(event_class=AgencyPublished, handler=to.keep_agency),
        Subscription(event_class=ProcedurePublished, handler=to.keep_procedure),
        Subscription(event_class=OfficerSet, handler=to.keep_officer),
        Subscription(event_class=DossierSubmitted, handler=to.record_milestones),
        Subscription(event_class=DossierAccepted, handler=to.record_milestones),
        Subscription(event_class=DossierRefused, handler=to.record_milestones),
        Subscription(event_class=DossierProcessing, handler=to.record_milestones),
        Subscription(event_class=SupplementRequested, handler=to.record_milestones),
        Subscription(event_class=DossierSupplemented, handler=to.record_milestones),
        Subscription(event_class=DossierPaused, handler=to.record_milestones),
        Subscription(event_class=DossierResumed, handler=to.record_milestones),
        Subscription(event_class=DossierReplanned, handler=to.record_milestones),
        Subscription(event_class=DossierExtended, handler=to.record_milestones),
        Subscription(event_class=DossierCorrected, handler=to.record_milestones),
        Subscription(event_class=DossierMoved, handler=to.record_milestones),
        Subscription(event_class=DossierStopped, handler=to.record_milestones),
        Subscription(event_class=DossierWithdrawn, handler=to.record_milestones),
        Subscription(event_class=DossierFinished, handler=to.record_milestones),
        Subscription(event_class=DossierReopened, handler=to.record_milestones),
        Subscription(event_class=ResultPosted, handler=to.record_milestones),
        Subscription(event_class=PostingFailed, handler=to.record_milestones),
        Subscription(event_class=DossierHandedOver, handler=to.record_milestones),
        Subscription(event_class=DossierSettledOnTheSpot, handler=to.record_milestones),
        Subscription(event_class=DossierRated, handler=to.record_milestones),
        Subscription(event_class=StepCompleted, handler=to.record_milestones),
        Subscription(event_class=LegFinished, handler=to.record_milestones),
        Subscription(event_class=MandateGranted, handler=to.count_use),
        Subscription(event_class=MandateEnded, handler=to.count_use),
        Subscription(event_class=DraftResultOffered, handler=to.count_use),
        Subscription(event_class=DraftResultConfirmed, handler=to.count_use),
        Subscription(event_class=DraftResultObjected, handler=to.count_use),
        Subscription(event_class=DraftExpiring, handler=to.count_use),
        Subscription(event_class=StepEscalated, handler=to.count_use),
    )
