"""Intake said that dossiers were erased, or drafts gone: nobody is told about them any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from contracts.events.course import DossierErased
from contracts.events.draft import DraftContactErased
from services.notification.people.domain.contact import SealedContact, about_draft
from services.notification.people.ports import Addressees, Marks

Indexes = Callable[[Sequence[SealedContact]], Collection[str]]
"""Returns the blind indexes of the addresses in contacts, of those that can be opened here."""


def erase_contacts(
    events: Sequence[DossierErased], *, addressees: Addressees, marks: Marks, indexes: Indexes
) -> None:
    """Erase the contacts with their keys and what is known of their addresses.

    What was sent stays counted. Whose contact was never opened has no mark that came of it.
    """
    codes = [event.code for event in events]
    if not codes:
        return
    marks.erase(indexes(list(addressees.contacts(codes).values())))
    addressees.erase_contacts(codes)


def forget_drafts(events: Sequence[DraftContactErased], *, addressees: Addressees) -> None:
    """Forget the owners of drafts, contact and key."""
    addressees.forget([about_draft(event.id) for event in events])
