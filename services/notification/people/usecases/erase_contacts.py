"""Intake said that dossiers were erased, or drafts gone: nobody is told about them any more."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events.course import DossierErased
from contracts.events.draft import DraftContactErased
from services.notification.people.domain.contact import about_draft
from services.notification.people.ports import Addressees


def erase_contacts(events: Sequence[DossierErased], *, addressees: Addressees) -> None:
    """Erase the contacts with their keys; what was sent stays counted."""
    addressees.erase_contacts([event.code for event in events])


def forget_drafts(events: Sequence[DraftContactErased], *, addressees: Addressees) -> None:
    """Forget the owners of drafts, contact and key."""
    addressees.forget([about_draft(event.id) for event in events])
