"""A draft is about to go: who left an address with it is told so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from contracts.events.draft import DraftExpiring
from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import EMAIL, Message, owner_of
from services.notification.dispatch.ports import Messages
from services.notification.people.domain.contact import about_draft
from services.notification.people.ports import Addressees
from services.notification.templates.domain.template import Template, language_or_default
from services.notification.templates.ports import Names, Texts
from services.notification.templates.usecases.gather_facts import facts_of_draft


def warn_of_draft(
    event_id: UUID,
    event: DraftExpiring,
    said_at: datetime,
    *,
    names: Names,
    addressees: Addressees,
    texts: Texts,
    messages: Messages,
    new_id: Callable[[], UUID],
    mail_domain: str,
    now: datetime,
) -> Template | None:
    """Queue the letter; return its template where it is a new one.

    Where no contact was left nobody is written to, now or later. Raises `NameUnknownError` while
    the procedure is not here yet.
    """
    about, template = about_draft(event.id), Template.DRAFT_EXPIRING
    addressee = addressees.known({about}).get(about)
    if addressee is None or not addressee.reachable:
        return None
    facts = facts_of_draft(event, names=names)
    message_id = new_id()
    message = Message(
        id=message_id,
        event_id=event_id,
        recipient=owner_of(about),
        channel=EMAIL,
        template=template,
        template_version=texts.newest_version(template),
        dossier=about,
        language=language_or_default(event.language),
        facts=facts.to_document(),
        reference=f"{message_id}@{mail_domain}",
        queued_at=now,
        happened_at=said_at,
        lane=lane_of(template),
    )
    return template if messages.add([message], hold={}) else None
