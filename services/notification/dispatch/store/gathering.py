"""Gathering that gather, in PostgreSQL: by contact, which is known by its blind index alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.store import statements
from services.notification.dispatch.store.messages import bell_of, message_of

_AT_ONCE = 500
# A contact that no letter has opened yet is its dossier's alone.
_CONTACT = "coalesce(a.contact_index, m.recipient)"
_RIPE = text(f"""
    SELECT DISTINCT contact FROM (
        SELECT {_CONTACT} AS contact
        FROM message AS m LEFT JOIN addressee AS a ON a.dossier = m.dossier
        WHERE m.gathers AND m.not_before <= :now ORDER BY m.not_before LIMIT :limit
    ) AS ripe
""")  # noqa: S608 -- the columns are constants
_WAITING = text(f"""
    SELECT {statements.COLUMNS}, {_CONTACT} AS contact
    FROM message AS m LEFT JOIN addressee AS a ON a.dossier = m.dossier
    WHERE m.gathers AND {_CONTACT} = ANY (:contacts)
    ORDER BY contact, m.queued_at, m.id FOR UPDATE OF m
""")  # noqa: S608 -- the columns are constants
_TOLD = text("""
    SELECT contact, count(*) AS number FROM message
    WHERE told_on = :day AND contact = ANY (:contacts) GROUP BY contact
""")
_GO = text("""
    UPDATE message SET gathers = false, not_before = NULL, next_attempt_at = clock_timestamp(),
        contact = :contact, told_on = :day
    WHERE id = :id
""")
_JOIN = text("""
    UPDATE message SET gathers = false, not_before = NULL, status = 'joined',
        settled_at = :now, joined_into = :digest
    WHERE id = ANY (:ids)
""")
_WAIT = text("UPDATE message SET not_before = :until WHERE id = ANY (:ids)")
_FORGET = text("""
    UPDATE message SET contact = NULL, told_on = NULL WHERE told_on < :day
""")


class PgGathering:
    """The port `Gathering`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def ripe(self, now: datetime) -> Mapping[str, Sequence[Message]]:
        """Return what waits for contacts of whom something has waited long enough, locked."""
        given = {"now": now, "limit": _AT_ONCE}
        contacts = list(self._tx.scalars(_RIPE, given))
        if not contacts:
            return {}
        wholes = [f"gathering/{contact}" for contact in contacts]
        self._tx.execute(statements.LOCK_WHOLE, {"wholes": wholes})
        rows = self._tx.execute(_WAITING, {"contacts": contacts}).all()
        return {
            contact: [message_of(row) for row in same]
            for contact, same in groupby(rows, key=lambda row: str(row.contact))
        }

    def told(self, contacts: Collection[str], day: date) -> Mapping[str, int]:
        """Return how many of them each contact got on a day; forget those of earlier days."""
        self._tx.execute(_FORGET, {"day": day})
        rows = self._tx.execute(_TOLD, {"contacts": list(contacts), "day": day})
        return {row.contact: row.number for row in rows}

    def go(self, message: UUID, contact: str, day: date) -> None:
        """Let one go, as one of this contact and day."""
        self._tx.execute(_GO, {"id": message, "contact": contact, "day": day})
        self._tx.execute(statements.WAKE, {"bell": bell_of(EMAIL)})

    def join(self, messages: Sequence[Message], digest: UUID, now: datetime) -> None:
        """End messages that go as lines of a digest."""
        ids = [one.id for one in messages]
        self._tx.execute(_JOIN, {"ids": ids, "digest": digest, "now": now})

    def wait(self, messages: Sequence[Message], until: datetime) -> None:
        """Let messages gather on until an instant of the suite's clock."""
        self._tx.execute(_WAIT, {"ids": [one.id for one in messages], "until": until})
