"""Intake said how the applicant of a dossier can be reached."""

from __future__ import annotations

from contracts.events.intake import ContactSet
from services.notification.people.domain.contact import SealedContact
from services.notification.people.ports import Addressees


def keep_contact(event: ContactSet, *, addressees: Addressees) -> None:
    """Keep the contact as it came, sealed; nothing is opened here."""
    addressees.put_contact(
        SealedContact(dossier=event.code, key_id=event.key_id, ciphertext=event.ciphertext)
    )
