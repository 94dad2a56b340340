"""Binds what is heard of drafts: where to write about one, that it is about to go, its end."""

from __future__ import annotations

from chassis.db import Transaction
from chassis.identifiers import new_id
from chassis.subscription import NotYet, OneHandler
from contracts.envelope import Envelope
from contracts.events.draft import DraftContactErased, DraftContactSet, DraftExpiring
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.usecases.warn_of_draft import warn_of_draft
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.usecases.erase_contacts import forget_drafts
from services.notification.people.usecases.keep_contacts import keep_contacts
from services.notification.templates.store.names import PgNames
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.gather_facts import NameUnknownError

Said = DraftContactSet | DraftExpiring | DraftContactErased
"""What is heard of a draft; each by itself, for the next may undo it."""


def draft_follower(texts: FileTexts, clock: Clock, mail_domain: str) -> OneHandler:
    """Return what is done when something is said of a draft."""

    def warn(tx: Transaction, envelope: Envelope, event: DraftExpiring) -> None:
        try:
            template = warn_of_draft(
                envelope.id,
                event,
                envelope.time,
                names=PgNames(tx),
                addressees=PgAddressees(tx),
                texts=texts,
                messages=PgMessages(tx),
                new_id=new_id,
                mail_domain=mail_domain,
                now=clock(),
            )
        except NameUnknownError as error:
            raise NotYet(str(error)) from error
        if template is not None:
            metrics.queued().labels(template).inc()

    def follow(tx: Transaction, envelope: Envelope, event: Said) -> None:
        match event:
            case DraftContactSet():
                keep_contacts([event], addressees=PgAddressees(tx), agreed_at=envelope.time)
            case DraftExpiring():
                warn(tx, envelope, event)
            case DraftContactErased():
                forget_drafts([event], addressees=PgAddressees(tx))

    return follow
