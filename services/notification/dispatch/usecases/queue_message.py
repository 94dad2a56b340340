"""Something happened to a dossier that its applicant must be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
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
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
)
from contracts.events.result import DossierReopened, OfficerWrote
from services.notification.dispatch.domain.message import EMAIL, Message, recipient_of
from services.notification.dispatch.domain.retry import CONTACT_WAIT
from services.notification.dispatch.ports import Messages
from services.notification.people.ports import Addressees
from services.notification.templates.domain.template import Template, language_or_default
from services.notification.templates.ports import Names, Texts
from services.notification.templates.usecases.gather_facts import Milestone, gather_facts

TEMPLATE_OF: Mapping[type, Template] = {
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
    DossierFinished: Template.FINISHED,
    OfficerWrote: Template.OFFICER_WROTE,
    DossierReopened: Template.REOPENED,
    DossierHandedOver: Template.HANDED_OVER,
    DossierSettledOnTheSpot: Template.SETTLED_ON_THE_SPOT,
}
"""Which text tells of which event."""


def queue_message(
    event: Milestone,
    event_id: UUID,
    *,
    names: Names,
    addressees: Addressees,
    texts: Texts,
    messages: Messages,
    new_id: Callable[[], UUID],
    mail_domain: str,
    now: datetime,
) -> bool:
    """Queue the one message there is about this event; False when it was queued before.

    The words that people know things by are taken down now, so that a letter says what was true
    when it happened. Raises `NameUnknownError` while agency or procedure are not here yet.
    """
    said = getattr(event, "language", None)
    if said is not None:
        addressees.put_language(event.code, said)
    template = TEMPLATE_OF[type(event)]
    message_id = new_id()
    message = Message(
        id=message_id,
        event_id=event_id,
        recipient=recipient_of(event.code),
        channel=EMAIL,
        template=template,
        template_version=texts.newest_version(template),
        dossier=event.code,
        language=language_or_default(said or addressees.language(event.code) or ""),
        facts=gather_facts(event, names=names).to_document(),
        reference=f"{message_id}@{mail_domain}",
        queued_at=now,
    )
    hold = None if addressees.contact(event.code) else CONTACT_WAIT
    return messages.add(message, hold=hold)
