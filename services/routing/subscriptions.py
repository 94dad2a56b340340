"""What routing listens to: a table."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.subscription import Handler, Subscription
from contracts.events.agency import AgencyPublished, DossierMoved
from contracts.events.clock import (
    AnswerLate,
    ApologyDue,
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementOverridden,
    SupplementRequested,
)
from contracts.events.course import (
    DossierErased,
    DossierSuspended,
    SuspensionLifted,
    WithdrawalRequested,
)
from contracts.events.intake import CalendarPublished, DossierAccepted, ProcedurePublished
from contracts.events.lateness import DossierExtended, DossierOverdue
from contracts.events.reception import DossierCorrected
from contracts.events.result import DossierReopened
from contracts.events.systems import SystemAsked

GATED = frozenset(
    {
        ("intake", "dossier"),
        ("intake", "procedure"),
        ("intake", "agency"),
        ("intake", "calendar"),
    }
)
"""What is heard of intake keeps a copy of state, so it is applied in the order it was said.

Of its own words routing hears only that a system is asked, each of which stands for itself.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """What is done with each event; `wiring` binds them to use cases."""

    copy_procedure: Handler
    copy_agency: Handler
    copy_calendar: Handler
    open_case: Handler
    follow_dossier: Handler
    settle_withdrawal: Handler
    record_violation: Handler
    record_overdue: Handler
    reopen_case: Handler
    correct_case: Handler
    move_cases: Handler
    erase_notes: Handler
    queue_enquiry: Handler


def subscriptions(handlers: Handlers) -> tuple[Subscription, ...]:
    """Return the table; an event that is not in it is acknowledged and passed over."""
    return (
        Subscription(event_class=ProcedurePublished, handler=handlers.copy_procedure),
        Subscription(event_class=AgencyPublished, handler=handlers.copy_agency),
        Subscription(event_class=CalendarPublished, handler=handlers.copy_calendar),
        Subscription(event_class=DossierAccepted, handler=handlers.open_case),
        Subscription(event_class=SupplementRequested, handler=handlers.follow_dossier),
        Subscription(event_class=DossierSupplemented, handler=handlers.follow_dossier),
        Subscription(event_class=DossierPaused, handler=handlers.follow_dossier),
        Subscription(event_class=DossierResumed, handler=handlers.follow_dossier),
        Subscription(event_class=DossierStopped, handler=handlers.follow_dossier),
        Subscription(event_class=DossierReplanned, handler=handlers.follow_dossier),
        Subscription(event_class=DossierReopened, handler=handlers.reopen_case),
        Subscription(event_class=DossierCorrected, handler=handlers.correct_case),
        Subscription(event_class=DossierMoved, handler=handlers.move_cases),
        Subscription(event_class=ApologyDue, handler=handlers.follow_dossier),
        Subscription(event_class=DossierExtended, handler=handlers.follow_dossier),
        Subscription(event_class=DossierOverdue, handler=handlers.record_overdue),
        Subscription(event_class=DossierSuspended, handler=handlers.follow_dossier),
        Subscription(event_class=SuspensionLifted, handler=handlers.follow_dossier),
        Subscription(event_class=WithdrawalRequested, handler=handlers.settle_withdrawal),
        Subscription(event_class=DossierErased, handler=handlers.erase_notes),
        Subscription(event_class=SystemAsked, handler=handlers.queue_enquiry),
        Subscription(event_class=AnswerLate, handler=handlers.record_violation),
        Subscription(event_class=SupplementOverridden, handler=handlers.record_violation),
    )
