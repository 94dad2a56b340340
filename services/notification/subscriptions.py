"""What notification listens to.

`routing.*` reaches its queue as well and is passed over: nothing there is told to people yet.
"""

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
from contracts.events.lateness import DossierExtended, DossierOverdue
from contracts.events.posting import PostingFailed, ResultPosted
from contracts.events.reception import DossierCorrected
from contracts.events.result import (
    DossierReopened,
    DraftResultConfirmed,
    DraftResultOffered,
    OfficerWrote,
)

GATED = frozenset(("intake", kind) for kind in ("dossier", "draft", "agency", "procedure"))
"""Streams that are applied strictly in sequence: letters must not overtake each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """What to do with each kind of event."""

    keep_agency: Handler
    keep_procedure: Handler
    keep_contact: Handler
    erase_contact: Handler
    queue_message: Handler
    follow_draft: Handler


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
        Subscription(event_class=DossierSubmitted, handler=to.queue_message),
        Subscription(event_class=DossierAccepted, handler=to.queue_message),
        Subscription(event_class=DossierRefused, handler=to.queue_message),
        Subscription(event_class=SupplementRequested, handler=to.queue_message),
        Subscription(event_class=SupplementSubmitted, handler=to.queue_message),
        Subscription(event_class=DossierSupplemented, handler=to.queue_message),
        Subscription(event_class=DossierStopped, handler=to.queue_message),
        Subscription(event_class=DossierWithdrawn, handler=to.queue_message),
        Subscription(event_class=WithdrawalRequested, handler=to.queue_message),
        Subscription(event_class=WithdrawalRefused, handler=to.queue_message),
        Subscription(event_class=DossierSuspended, handler=to.queue_message),
        Subscription(event_class=SuspensionLifted, handler=to.queue_message),
        Subscription(event_class=DossierPaused, handler=to.queue_message),
        Subscription(event_class=DossierResumed, handler=to.queue_message),
        Subscription(event_class=DossierReplanned, handler=to.queue_message),
        Subscription(event_class=DossierExtended, handler=to.queue_message),
        Subscription(event_class=DossierCorrected, handler=to.queue_message),
        Subscription(event_class=DossierFinished, handler=to.queue_message),
        Subscription(event_class=DraftResultOffered, handler=to.queue_message),
        Subscription(event_class=DraftResultConfirmed, handler=to.queue_message),
        Subscription(event_class=OfficerWrote, handler=to.queue_message),
        Subscription(event_class=DossierReopened, handler=to.queue_message),
        Subscription(event_class=ResultPosted, handler=to.queue_message),
        Subscription(event_class=PostingFailed, handler=to.queue_message),
        Subscription(event_class=DossierHandedOver, handler=to.queue_message),
        Subscription(event_class=DossierSettledOnTheSpot, handler=to.queue_message),
        Subscription(event_class=DossierProcessing, handler=to.queue_message),
        Subscription(event_class=DossierMoved, handler=to.queue_message),
        Subscription(event_class=DossierOverdue, handler=to.queue_message),
        Subscription(event_class=SupplementDueSoon, handler=to.queue_message),
    )
