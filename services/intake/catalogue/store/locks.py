"""Publishers take turns; readers are never held up."""

from __future__ import annotations

from sqlalchemy import Connection, text

_ONE_PUBLISHER = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


def lock_publishers(tx: Connection, what: str) -> None:
    """Wait while another transaction publishes `what`; hold others off until this one ends."""
    tx.execute(_ONE_PUBLISHER, {"what": f"catalogue/{what}"})
