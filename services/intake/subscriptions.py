"""What intake listens to: the cases of routing, the messages of notification."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.subscription import Handler, Subscription
from contracts.events.course import WithdrawalSettled
from contracts.events.lateness import ApologySigned
from contracts.events.notification import MessageHandedOver, Undeliverable
from contracts.events.proposals import ProposalMade, ProposalSettled
from contracts.events.routing import (
    CaseDecided,
    CaseOpened,
    DelegationSet,
    LegFinished,
    LegStarted,
    ObligationFound,
    ObligationMet,
    OfficerSet,
    SecondmentSet,
    StepCompleted,
    StepStarted,
)
from contracts.events.systems import SystemAsked, SystemSettled
from contracts.events.ways import ConsultationLapsed, HandoverSettled, LegSkipped

GATED = frozenset({("routing", "dossier"), ("routing", "officer"), ("notification", "dossier")})
"""Streams that are applied strictly in sequence: a dossier's and an officer's have one order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """What to do with each kind of event."""

    begin_processing: Handler
    note_progress: Handler
    settle_dossier: Handler
    follow_obligation: Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHandlers:
    """What to do with each word on officers."""

    keep_officer: Handler
    keep_delegation: Handler
    keep_secondment: Handler


def staff_subscriptions(to: StaffHandlers) -> tuple[Subscription, ...]:
    """Return the part of the table that keeps the copies of the register of officers."""
    return (
        Subscription(event_class=OfficerSet, handler=to.keep_officer),
        Subscription(event_class=DelegationSet, handler=to.keep_delegation),
        Subscription(event_class=SecondmentSet, handler=to.keep_secondment),
    )


def withdrawal_subscriptions(follow: Handler) -> tuple[Subscription, ...]:
    """Return the part of the table about dossiers taken back."""
    return (Subscription(event_class=WithdrawalSettled, handler=follow),)


def proposal_subscriptions(follow: Handler) -> tuple[Subscription, ...]:
    """Return the part of the table about what officers propose."""
    return (
        Subscription(event_class=ProposalMade, handler=follow),
        Subscription(event_class=ProposalSettled, handler=follow),
    )


def extension_subscriptions(extend: Handler) -> tuple[Subscription, ...]:
    """Return the part of the table about dates that a signed apology moves."""
    return (Subscription(event_class=ApologySigned, handler=extend),)


def subscriptions(to: Handlers) -> tuple[Subscription, ...]:
    """Return the table of subscriptions."""
    return (
        Subscription(event_class=CaseOpened, handler=to.begin_processing),
        Subscription(event_class=StepStarted, handler=to.note_progress),
        Subscription(event_class=StepCompleted, handler=to.note_progress),
        Subscription(event_class=LegStarted, handler=to.note_progress),
        Subscription(event_class=LegFinished, handler=to.note_progress),
        Subscription(event_class=LegSkipped, handler=to.note_progress),
        Subscription(event_class=ConsultationLapsed, handler=to.note_progress),
        Subscription(event_class=SystemAsked, handler=to.note_progress),
        Subscription(event_class=SystemSettled, handler=to.note_progress),
        Subscription(event_class=HandoverSettled, handler=to.note_progress),
        Subscription(event_class=CaseDecided, handler=to.settle_dossier),
        Subscription(event_class=ObligationFound, handler=to.follow_obligation),
        Subscription(event_class=ObligationMet, handler=to.follow_obligation),
        Subscription(event_class=MessageHandedOver, handler=to.note_progress),
        Subscription(event_class=Undeliverable, handler=to.note_progress),
    )
