"""Drafts that nobody saved for long are told to expire, and are then forgotten."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.schedule import in_vietnam
from services.intake.drafts.domain.draft import NOTICE, contact_erased, warn
from services.intake.drafts.ports import Drafts, Events


def tend_drafts(limit: int, *, clock: Clock, drafts: Drafts, events: Events) -> int:
    """Tell and delete at most `limit` each; return how many were told or deleted, the more.

    None is deleted that was not told a day before: after days on which nobody tended them they
    are kept for a day more.
    """
    now = clock()
    near = drafts.unwarned(now + NOTICE, limit)
    for draft in near:
        warned, said = warn(draft, at=now)
        drafts.save(warned)
        events.add(said)
    gone = drafts.purge(now, limit)
    for one in gone:
        if one.had_contact:
            events.add(contact_erased(one.id, at=in_vietnam(now)))
    return max(len(near), len(gone))
