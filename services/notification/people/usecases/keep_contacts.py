"""Intake said how the applicants of dossiers can be reached."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events.intake import ContactSet
from services.notification.people.domain.contact import SealedContact
from services.notification.people.ports import Addressees


def keep_contacts(events: Sequence[ContactSet], *, addressees: Addressees) -> None:
    """Keep the contacts as they came, sealed; nothing is opened here."""
    addressees.put_contacts(
        [
            SealedContact(dossier=event.code, key_id=event.key_id, ciphertext=event.ciphertext)
            for event in events
        ]
    )
