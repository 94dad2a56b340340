"""Messages and attempts in PostgreSQL.

Instants of the business (`queued_at`, `settled_at`, an attempt's) follow the suite's clock; those
that decide about tries and time-outs follow the server's own, because a fast clock must not make
a living attempt look dead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row

from chassis.db import Transaction
from chassis.hot import fetch
from services.notification.dispatch.domain.binding import UNKNOWN_WINDOW
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import (
    EMAIL,
    SMS,
    Message,
    MessageStatus,
    Settlement,
)
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import NOTHING, Attempt, Beside, Claimed
from services.notification.dispatch.store import endings, statements

_BELL = "motcua_message_"
_FREED_AT_ONCE = 2000


def bell_of(channel: str) -> str:
    """Return the NOTIFY channel that wakes the senders of a channel of this database."""
    return f"{_BELL}{channel}"


class PgMessages:
    """The port `Messages` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, messages: Sequence[Message], *, hold: Mapping[str, timedelta]) -> Sequence[str]:
        """Queue messages and wake a dispatcher when one is due."""
        if not messages:
            return ()
        rows = [
            {name: getattr(message, name) for name in _ADDED}
            | {
                "place": place,
                "facts": message.facts,
                "hold": hold.get(message.dossier, timedelta()).total_seconds(),
            }
            for place, message in enumerate(messages)
        ]
        given = {"messages": orjson.dumps(rows).decode(), "bell": _BELL}
        return [row.template for row in fetch(self._tx, statements.ADD, given)]

    def release(self, dossiers: Collection[str]) -> int:
        """Let the messages of dossiers that were held go now."""
        if not dossiers:
            return 0
        count = self._tx.execute(statements.RELEASE, {"dossiers": list(dossiers)}).rowcount
        if count:
            self._wake({EMAIL})
        return count

    def claim(
        self,
        channel: str,
        now: datetime,
        limit: int,
        *,
        provider: str,
        lanes: Sequence[int],
        patience: timedelta | None = None,
        beside: Beside = NOTHING,
    ) -> Sequence[Claimed]:
        """Take the messages that go next and begin their attempts."""
        given: dict[str, object] = {"channel": channel, "now": now, "limit": limit}
        given |= {"provider": provider, "lanes": list(lanes), "patience": patience}
        claim = statements.claim_of(marked=patience is not None, beside=beside.value)
        rows = fetch(self._tx, claim, {**given, **beside.parameters})
        return [
            Claimed(
                message=message_of(row),
                age=row.age,
                was=MessageStatus(row.was),
                held_since=row.claimed_at,
                provider=provider,
                bound=row.bound,
                beside=row.beside,
            )
            for row in rows
        ]

    def settle(
        self, ended: Sequence[tuple[Settlement, Outcome]], now: datetime
    ) -> Collection[UUID]:
        """Record how attempts ended."""
        return endings.settle(self._tx, ended, now)

    def of_ids(self, ids: Collection[UUID], *, lock: bool) -> Sequence[Message]:
        """Return messages, locked until the transaction ends when asked for: all in one order."""
        if not ids:
            return ()
        statement = statements.LOCKED if lock else statements.OF_IDS
        return [message_of(row) for row in self._tx.execute(statement, {"ids": list(ids)})]

    def end(self, settlements: Sequence[Settlement]) -> None:
        """Record what receipts made of messages; attempts under way are noted when they end."""
        if not settlements:
            return
        rows = [
            {
                "id": message.id,
                "status": message.status,
                "reason": message.reason,
                "settled_at": message.settled_at,
            }
            for message in (one.message for one in settlements)
        ]
        self._tx.execute(statements.END, {"ended": orjson.dumps(rows).decode()})

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Let messages stand as they stood, and wake another dispatcher."""
        if claimed:
            endings.give_back(self._tx, claimed)
            self._wake({one.message.channel for one in claimed})

    def hold(self, claimed: Sequence[Claimed], until: datetime) -> None:
        """Give messages back until an instant of the suite's clock."""
        if claimed:
            endings.hold(self._tx, claimed, until)

    def free(self, now: datetime) -> int:
        """Let held messages go whose time has come."""
        freed = (
            self._tx.execute(statements.FREE, {"now": now, "limit": _FREED_AT_ONCE})
            .scalars()
            .all()
        )
        self._wake(set(freed))
        return len(freed)

    def lock_whole(self, messages: Collection[Message]) -> None:
        """Lock (event, recipient, template) of each until the transaction ends."""
        if messages:
            wholes = [f"{one.event_id}/{one.recipient}/{one.template}" for one in messages]
            self._tx.execute(statements.LOCK_WHOLE, {"wholes": wholes})

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        """Return which have another channel that has not failed."""
        if not messages:
            return ()
        return set(self._tx.scalars(statements.HOPEFUL, {"ids": [one.id for one in messages]}))

    def sweep(self, older_than: timedelta, now: datetime) -> int:
        """Mark attempts unknown that nobody ended in that time."""
        given = {"older_than": older_than, "now": now, "outcome": Result.UNKNOWN}
        given["bind"] = UNKNOWN_WINDOW
        count = self._tx.execute(statements.SWEEP, given).rowcount
        if count:
            self._wake({EMAIL, SMS})
        return count

    def of_dossier(self, dossier: str) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        """Return the messages about a dossier with their attempts."""
        rows = self._tx.execute(statements.OF_DOSSIER, {"dossier": dossier}).all()
        return [
            (message_of(same[0]), [_attempt(row) for row in same if row.number is not None])
            for same in (list(group) for _, group in groupby(rows, key=lambda row: row.id))
        ]

    def oldest_seconds(self, channel: str) -> Mapping[Lane, float]:
        """Return the age of the oldest message that could go now, by lane; 0 when none waits."""
        rows = self._tx.execute(statements.OLDEST, {"channel": channel}).all()
        return dict.fromkeys(Lane, 0.0) | {Lane(row.lane): float(row.seconds) for row in rows}

    def _wake(self, channels: Collection[str]) -> None:
        for channel in sorted(channels):
            self._tx.execute(statements.WAKE, {"bell": bell_of(channel)})


_ADDED = (
    "id",
    "event_id",
    "recipient",
    "channel",
    "template",
    "template_version",
    "dossier",
    "language",
    "reference",
    "queued_at",
    "happened_at",
    "status",
    "lane",
    "gathers_until",
)


def message_of(row: Row[Any]) -> Message:
    """Return the message of a row."""
    return Message(
        **{
            name: getattr(row, name)
            for name in _ADDED
            if name not in {"status", "lane", "gathers_until"}
        },
        facts=row.facts,
        lane=Lane(row.lane),
        status=MessageStatus(row.status),
        attempts=row.attempts,
        reason=row.reason,
        settled_at=row.settled_at,
        mark=row.mark,
    )


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        number=row.number,
        began_at=row.began_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        code=row.code,
        reason=row.attempt_reason,
        provider=row.provider,
    )
