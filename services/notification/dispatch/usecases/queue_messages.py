"""Something happened to dossiers that their applicants must be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contracts.events import Event
from contracts.events.agency import DossierMoved
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
    DossierSuspended,
    DossierWithdrawn,
    SuspensionLifted,
    WithdrawalRefused,
    WithdrawalRequested,
)
from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
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
from services.notification.dispatch.domain.gathering import gathers_until
from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import EMAIL, Message, recipient_of
from services.notification.dispatch.domain.retry import CONTACT_WAIT
from services.notification.dispatch.ports import LookUp, Messages
from services.notification.people.domain.contact import Addressee
from services.notification.people.ports import Addressees
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template, language_or_default
from services.notification.templates.ports import Texts
from services.notification.templates.usecases.gather_facts import (
    Milestone,
    gather_facts,
    names_in,
)

TEMPLATE_OF: Mapping[type[Event], Template] = {
    DossierSubmitted: Template.SUBMITTED,
    DossierAccepted: Template.ACCEPTED,
    DossierRefused: Template.REFUSED,
    SupplementRequested: Template.SUPPLEMENT_REQUESTED,
    SupplementSubmitted: Template.SUPPLEMENT_SUBMITTED,
    DossierSupplemented: Template.SUPPLEMENTED,
    DossierStopped: Template.STOPPED,
    DossierWithdrawn: Template.WITHDRAWN,
    WithdrawalRequested: Template.WITHDRAWAL_REQUESTED,
    WithdrawalRefused: Template.WITHDRAWAL_REFUSED,
    DossierSuspended: Template.SUSPENDED,
    SuspensionLifted: Template.SUSPENSION_LIFTED,
    DossierPaused: Template.PAUSED,
    DossierResumed: Template.RESUMED,
    DossierReplanned: Template.REPLANNED,
    DossierExtended: Template.EXTENDED,
    DossierCorrected: Template.CORRECTED,
    DossierFinished: Template.FINISHED,
    DraftResultOffered: Template.DRAFT_OFFERED,
    DraftResultConfirmed: Template.DRAFT_CONFIRMED,
    OfficerWrote: Template.OFFICER_WROTE,
    DossierReopened: Template.REOPENED,
    ResultPosted: Template.RESULT_POSTED,
    PostingFailed: Template.POSTING_FAILED,
    DossierHandedOver: Template.HANDED_OVER,
    DossierSettledOnTheSpot: Template.SETTLED_ON_THE_SPOT,
    DossierProcessing: Template.PROCESSING,
    DossierMoved: Template.MOVED,
    DossierOverdue: Template.OVERDUE,
    SupplementDueSoon: Template.SUPPLEMENT_SOON,
}
"""Which text tells of which event."""


def queue_messages(
    told: Sequence[tuple[UUID, Milestone]],
    said_at: Mapping[UUID, datetime],
    *,
    look_up: LookUp,
    addressees: Addressees,
    texts: Texts,
    messages: Messages,
    new_id: Callable[[], UUID],
    mail_domain: str,
    now: datetime,
) -> Sequence[str]:
    """Queue the one message there is about each event; return the templates of new ones.

    `told` are (event id, event), those of one dossier in their order, `said_at` when each was
    said; of a result whose draft is
    to be checked first its offer tells, so that nobody comes for it too early, and of work that
    begins where the dossier was accepted the acceptance. The words that
    people know things by are taken down now, so that a letter says what was true when it happened.
    Raises `NameUnknownError` while an agency or procedure is not here yet.
    """
    told = [(event_id, event) for event_id, event in told if not _told_otherwise(event)]
    if not told:
        return ()
    events = [event for _, event in told]
    addressees.put_languages(_languages(events))
    known, published = look_up({event.code for event in events}, names_in(events))

    def message(event_id: UUID, event: Milestone, facts: Facts) -> Message:
        template, message_id = TEMPLATE_OF[type(event)], new_id()
        language = getattr(event, "language", None) or _addressee(known, event.code).language
        return Message(
            id=message_id,
            event_id=event_id,
            recipient=recipient_of(event.code),
            channel=EMAIL,
            template=template,
            template_version=texts.newest_version(template),
            dossier=event.code,
            language=language_or_default(language or ""),
            facts=facts.to_document(),
            reference=f"{message_id}@{mail_domain}",
            queued_at=now,
            happened_at=said_at[event_id],
            lane=lane_of(template),
            gathers_until=gathers_until(template, now),
        )

    facts = gather_facts(events, published)
    queued = [message(*one, about) for one, about in zip(told, facts, strict=True)]
    held = {one.dossier for one in queued if not _addressee(known, one.dossier).reachable}
    return messages.add(queued, hold=dict.fromkeys(held, CONTACT_WAIT))


def _told_otherwise(event: Milestone) -> bool:
    """Tell whether another letter says it: the offer of a draft, or that of the acceptance."""
    if isinstance(event, DossierProcessing):
        return event.competent_agency in (None, event.receiving_agency)
    return isinstance(event, DossierFinished) and event.awaits_confirmation


def _languages(events: Sequence[Milestone]) -> Mapping[str, str]:
    """Return the language said last for each dossier."""
    said = ((event.code, getattr(event, "language", None)) for event in events)
    return {code: language for code, language in said if language is not None}


def _addressee(known: Mapping[str, Addressee], dossier: str) -> Addressee:
    return known.get(dossier) or Addressee()
