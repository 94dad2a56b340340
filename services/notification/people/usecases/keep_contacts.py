"""Intake said how the applicants of dossiers and the owners of drafts can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contracts.events.draft import DraftContactSet
from contracts.events.intake import ContactSet
from services.notification.people.domain.contact import SealedContact, about_draft
from services.notification.people.ports import Addressees


def keep_contacts(
    events: Sequence[ContactSet | DraftContactSet],
    *,
    addressees: Addressees,
    agreed_at: datetime | None = None,
) -> None:
    """Keep the contacts as they came, sealed; nothing is opened here.

    `agreed_at` is when owners of drafts left their addresses, which nobody had to.
    """
    addressees.put_contacts(
        [
            SealedContact(
                dossier=_about(event),
                key_id=event.key_id,
                ciphertext=event.ciphertext,
                agreed_at=agreed_at,
            )
            for event in events
        ]
    )


def _about(event: ContactSet | DraftContactSet) -> str:
    return event.code if isinstance(event, ContactSet) else about_draft(event.id)
