"""Intake said that dossiers were erased: nobody can be told about them any more."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events.course import DossierErased
from services.notification.people.ports import Addressees


def erase_contacts(events: Sequence[DossierErased], *, addressees: Addressees) -> None:
    """Erase the contacts with their keys; what was sent stays counted."""
    addressees.erase_contacts([event.code for event in events])
