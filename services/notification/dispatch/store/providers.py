"""Providers in PostgreSQL: one row each, the same for all processes.

Instants are the server's own: they decide about tries and time-outs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, text

from chassis.db import Transaction
from services.notification.dispatch.domain.provider import (
    ASKED_FOR,
    Marks,
    Provider,
    judge,
    set_weight,
)

_NAMES = tuple(field.name for field in fields(Provider))
_COLUMNS = f"{', '.join(_NAMES)}, clock_timestamp() AS read_at"
_ENROL = text("""
    INSERT INTO provider (channel, name, weight, points)
    VALUES (:channel, :name, :weight, :weight) ON CONFLICT (channel, name) DO NOTHING
""")
_ALL = text(f"SELECT {_COLUMNS} FROM provider WHERE channel = :channel ORDER BY name")  # noqa: S608 -- constant columns
_LOCK = text(f"""
    SELECT {_COLUMNS} FROM provider WHERE channel = :channel AND name = :name FOR UPDATE
""")  # noqa: S608 -- the columns are a constant
_PUT = text("""
    UPDATE provider SET weight = :weight, points = :points, since = :since, noted_at = :noted_at,
        good = :good, bad = :bad, asks = :asks, ask_at = :ask_at, step_at = :step_at
    WHERE channel = :channel AND name = :name
""")
_LEASE = text("""
    UPDATE provider SET ask_at = clock_timestamp() + :asked_for
    WHERE channel = :channel AND name = :name AND ask_at <= clock_timestamp()
""")
_FORGET = text("DELETE FROM provider WHERE channel = :channel AND name <> ALL (:names)")
_PIN = text("UPDATE provider SET pinned = (name = :name) WHERE channel = :channel")
_NOTE = text("""
    INSERT INTO provider_act (at, channel, name, act, operator, reason)
    VALUES (:at, :channel, :name, :act, :operator, :reason)
""")


class PgProviders:
    """The providers of one channel."""

    def __init__(self, tx: Transaction, channel: str) -> None:
        self._tx = tx
        self._channel = channel

    def enrol(self, weights: Mapping[str, int]) -> None:
        """Take the providers and weights of the settings over; forget all others."""
        self._tx.execute(_FORGET, {"channel": self._channel, "names": list(weights)})
        for name, weight in sorted(weights.items()):
            given = {"channel": self._channel, "name": name, "weight": weight}
            self._tx.execute(_ENROL, given)
            found, now = self._lock(name)
            self._put(found, set_weight(found, weight, now=now))

    def all(self) -> tuple[Sequence[Provider], datetime]:
        """Return the providers by name, and the server's now."""
        rows = self._tx.execute(_ALL, {"channel": self._channel}).all()
        now = rows[0].read_at if rows else datetime.min.replace(tzinfo=UTC)
        return [_provider(row) for row in rows], now

    def lease(self, name: str) -> bool:
        """Take it on to ask one that is out; tell whether the caller is the one who does."""
        given = {"channel": self._channel, "name": name, "asked_for": ASKED_FOR}
        return self._tx.execute(_LEASE, given).rowcount == 1

    def tell(
        self, name: str, marks: Marks, *, probe: bool, chance: float
    ) -> tuple[Provider, Provider]:
        """Note what hand-overs said of a provider; return it before and after."""
        before, now = self._lock(name)
        after = judge(before, marks, probe=probe, now=now, chance=chance)
        self._put(before, after)
        return before, after

    def hear(self, name: str, marks: Marks, *, chance: float) -> tuple[Provider, Provider] | None:
        """Note what one hand-over beside the queue said; None of one that nobody enrolled yet."""
        if all(one.name != name for one in self.all()[0]):
            return None
        return self.tell(name, marks, probe=False, chance=chance)

    def pin(self, name: str) -> bool:
        """Send all by one provider, whatever its weight; tell whether there is such a one."""
        if all(one.name != name for one in self.all()[0]):
            return False
        self._tx.execute(_PIN, {"channel": self._channel, "name": name})
        return True

    def unpin(self) -> str | None:
        """Send by points again; return which one was pinned."""
        pinned = [one.name for one in self.all()[0] if one.pinned]
        self._tx.execute(_PIN, {"channel": self._channel, "name": ""})
        return pinned[0] if pinned else None

    def note(self, name: str, act: str, *, operator: str, reason: str, at: datetime) -> None:
        """Keep who did what to a provider by hand, and why."""
        given = {"channel": self._channel, "name": name, "act": act}
        self._tx.execute(_NOTE, {**given, "operator": operator, "reason": reason, "at": at})

    def _lock(self, name: str) -> tuple[Provider, datetime]:
        row = self._tx.execute(_LOCK, {"channel": self._channel, "name": name}).one()
        return _provider(row), row.read_at

    def _put(self, before: Provider, after: Provider) -> None:
        if after != before:
            values = {name: getattr(after, name) for name in _NAMES}
            self._tx.execute(_PUT, {"channel": self._channel, **values})


def _provider(row: Row[Any]) -> Provider:
    return Provider(**{name: getattr(row, name) for name in _NAMES})
