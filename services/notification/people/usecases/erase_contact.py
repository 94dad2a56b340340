"""Intake said that a dossier was erased: nobody can be told about it any more."""

from __future__ import annotations

from contracts.events.course import DossierErased
from services.notification.people.ports import Addressees


def erase_contact(event: DossierErased, *, addressees: Addressees) -> None:
    """Erase the contact with its key; what was sent stays counted."""
    addressees.erase_contact(event.code)
