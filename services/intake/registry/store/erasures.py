"""What a dossier holds of people is erased by a function of the database's owner.

The run-time role can take nothing out of what is only added to; the function can, of a dossier
that is closed and stored as erased, and of no other.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_ERASE = text("SELECT erase_dossier(:code)")


class PgErasures:
    """The port `Erasures` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def erase(self, code: str) -> None:
        """Erase what identifies people."""
        self._tx.execute(_ERASE, {"code": code})
