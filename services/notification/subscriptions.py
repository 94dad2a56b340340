"""What notification listens to.

Of `routing.*` what staff are told, what takes it back, and who of them left; the rest reaches its
queue and is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from chassis.subscription import Handler, Subscription
from contracts.events import Event
from contracts.events.agency import AgencyPublished, DossierMoved
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementDueSoon,
    SupplementRequested,
    SupplementSubmitted,
)
from contracts.events.course import (
    DossierErased,
    DossierSuspended,
    DossierWithdrawn,
    SuspensionLifted,
    WithdrawalRefused,
    WithdrawalRequested,
)
from contracts.events.desk import CallsWaiting, DeskWorkWaiting
from contracts.events.draft import DraftContactErased, DraftContactSet, DraftExpiring
from contracts.events.intake import (
    ContactSet,
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
    ProcedurePublished,
)
from contracts.events.lateness import (
    ApologySigned,
    ApologyWritten,
    DossierExtended,
    DossierOverdue,
    StepEscalated,
)
from contracts.events.posting import PostingFailed, ResultPosted
from contracts.events.reception import DossierCorrected
from contracts.events.result import (
    DossierReopened,
    DraftResultConfirmed,
    DraftResultOffered,
    OfficerWrote,
)
from contracts.events.routing import OfficerSet

GATED = frozenset(
    {
        *(("intake", kind) for kind in ("dossier", "draft", "agency", "procedure")),
        ("routing", "officer"),
    }
)
"""Streams that are applied strictly in sequence: letters must not overtake each other."""

TOLD: tuple[type[Event], ...] = (
    DossierSubmitted,
    DossierAccepted,
    DossierRefused,
    SupplementRequested,
    SupplementSubmitted,
    DossierSupplemented,
    DossierStopped,
    DossierWithdrawn,
    WithdrawalRequested,
    WithdrawalRefused,
    DossierSuspended,
    SuspensionLifted,
    DossierPaused,
    DossierResumed,
    DossierReplanned,
    DossierExtended,
    DossierCorrected,
    DossierFinished,
    DraftResultOffered,
    DraftResultConfirmed,
    OfficerWrote,
    DossierReopened,
    ResultPosted,
    PostingFailed,
    DossierHandedOver,
    DossierSettledOnTheSpot,
    DossierProcessing,
    DossierMoved,
    DossierOverdue,
    SupplementDueSoon,
)
"""What applicants are told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """What to do with each kind of event."""

    keep_agency: Handler
    keep_procedure: Handler
    keep_contact: Handler
    erase_contact: Handler
    queue_message: Handler
    follow_draft: Handler
    tell_staff: Handler
    stop_asking: Handler
    follow_officer: Handler


def subscriptions(to: Handlers) -> tuple[Subscription, ...]:
    """Return the table of subscriptions."""
    return (
        Subscription(event_class=AgencyPublished, handler=to.keep_agency),
        Subscription(event_class=ProcedurePublished, handler=to.keep_procedure),
        Subscription(event_class=ContactSet, handler=to.keep_contact),
        Subscription(event_class=DossierErased, handler=to.erase_contact),
        Subscription(event_class=DraftContactSet, handler=to.follow_draft),
        Subscription(event_class=DraftExpiring, handler=to.follow_draft),
        Subscription(event_class=DraftContactErased, handler=to.follow_draft),
        Subscription(event_class=StepEscalated, handler=to.tell_staff),
        Subscription(event_class=ApologyWritten, handler=to.tell_staff),
        Subscription(event_class=CallsWaiting, handler=to.tell_staff),
        Subscription(event_class=DeskWorkWaiting, handler=to.tell_staff),
        Subscription(event_class=ApologySigned, handler=to.stop_asking),
        Subscription(event_class=OfficerSet, handler=to.follow_officer),
        *(Subscription(event_class=told, handler=to.queue_message) for told in TOLD),
    )
