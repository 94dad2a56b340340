"""The ends of the trail's days are fetched and kept, so that no day can be rewritten unseen."""

from __future__ import annotations

from services.reporting.reconciliation.ports import KeptTrail, TrailSource


def keep_trail_ends(*, source: TrailSource, kept: KeptTrail) -> int:
    """Keep every day that is over and not kept yet; return how many were added.

    What is kept once is never fetched again. Raises `UnavailableError`.
    """
    known = kept.days()
    new = [day for day in source.days() if day not in known]
    for day in new:
        kept.keep(day, list(source.ends(day)))
    return len(new)
