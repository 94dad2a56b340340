"""A filing takes the draft along in which it was filled in."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.schedule import in_vietnam
from services.intake.drafts.domain.draft import contact_erased
from services.intake.drafts.domain.errors import DraftGoneError
from services.intake.drafts.ports import Drafts, Events


def file_draft(id_: str, owner: str, *, clock: Clock, drafts: Drafts, events: Events) -> None:
    """Delete the owner's draft in the transaction of its filing.

    Raises `DraftGoneError` where there is none: who files the same draft from two windows files
    one dossier, and is told so.
    """
    gone = drafts.consume(id_, owner)
    if gone is None:
        raise DraftGoneError
    if gone.had_contact:
        events.add(contact_erased(gone.id, at=in_vietnam(clock())))
