"""The desks to be looked at in the morning: a timer each."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

MORNING: Final = "desk-morning"
# Who has something wait shares the timer with others who do, to the commit: nobody waits where
# much comes at once, and no look that does not see it yet takes the timer away.
_HOLD = text("SELECT 1 FROM timer WHERE kind = :kind AND subject = :agency FOR SHARE")
_LOOK = text("""
    INSERT INTO timer (kind, subject, due_at, payload) VALUES (:kind, :agency, :at, '{}')
    ON CONFLICT (kind, subject) DO NOTHING
""")


class PgMornings:
    """The port `Mornings` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def look(self, agency: str, at: datetime) -> None:
        """Have a desk looked at then; where that is to be done already it stays."""
        given = {"kind": MORNING, "agency": agency, "at": at}
        while self._tx.execute(_HOLD, given).first() is None:
            self._tx.execute(_LOOK, given)
