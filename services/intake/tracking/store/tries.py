"""Tries in PostgreSQL: one row a counted thing, its instants in an array, so the window slides."""

from __future__ import annotations

import hashlib
import hmac
import math
from datetime import datetime
from typing import Any

from sqlalchemy import text

from chassis.db import Transaction
from services.intake.tracking.domain.errors import TooManyTriesError
from services.intake.tracking.domain.limits import WINDOW
from services.intake.tracking.ports import Taken

_FORGOTTEN_AT_ONCE = 20

# The row is locked even where the condition keeps it as it is: tries of one source are counted
# one after another, however many processes count.
_TAKE = text("""
    INSERT INTO tracking_try AS kept (who, tried, about, stale_at)
    VALUES (:who, ARRAY[CAST(:now AS timestamptz)], ARRAY[CAST(:about AS bigint)], :stale_at)
    ON CONFLICT (who) DO UPDATE SET (tried, about, stale_at) = (
        SELECT array_agg(at ORDER BY at), array_agg(subject ORDER BY at), excluded.stale_at
        FROM (
            SELECT * FROM unnest(kept.tried, kept.about) AS lately (at, subject)
            WHERE at > :since
            UNION ALL SELECT :now, CAST(:about AS bigint)
        ) AS window_
    )
    WHERE (SELECT count(*) FROM unnest(kept.tried) AS at WHERE at > :since) < :most
    RETURNING (SELECT count(DISTINCT subject) FROM unnest(about) AS subject)
""")
_OLDEST = text("""
    SELECT min(at) FROM tracking_try, unnest(tried) AS at WHERE who = :who AND at > :since
""")
_GIVE_BACK = text("""
    UPDATE tracking_try AS kept SET (tried, about) = (
        SELECT coalesce(array_agg(at ORDER BY place), '{}'),
               coalesce(array_agg(subject ORDER BY place), '{}')
        FROM (
            SELECT *, row_number() OVER (PARTITION BY at, subject) AS twin
            FROM unnest(kept.tried, kept.about) WITH ORDINALITY AS lately (at, subject, place)
        ) AS each_
        WHERE NOT (at = :at AND subject = :about AND twin = 1)
    )
    WHERE who = :who
""")
_FORGET = text("""
    DELETE FROM tracking_try WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM tracking_try WHERE stale_at <= :now
        ORDER BY stale_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
""")


class PgTries:
    """The port `Tries` on one transaction; who tries, and what, is kept as a keyed digest only."""

    def __init__(self, tx: Transaction, key: bytes) -> None:
        self._tx = tx
        self._key = key

    def take(self, who: str, *, most: int, about: str, now: datetime) -> Taken:
        """Count a try; raises `TooManyTriesError`."""
        subjects = self._counted(who, most=most, about=about, now=now)
        if subjects is None:
            raise TooManyTriesError(retry_after=self._seconds_left(who, now))
        return Taken(subjects=subjects)

    def take_quietly(self, who: str, *, most: int, about: str, now: datetime) -> bool:
        """Count a try where there is room for one."""
        return self._counted(who, most=most, about=about, now=now) is not None

    def give_back(self, who: str, *, about: str, at: datetime) -> None:
        """Take one back."""
        self._tx.execute(
            _GIVE_BACK, {"who": self._digest(who), "about": self._subject(about), "at": at}
        )

    def forget_stale(self, now: datetime) -> None:
        """Delete a few rows that count nothing any more."""
        self._tx.execute(_FORGET, {"now": now, "limit": _FORGOTTEN_AT_ONCE})

    def _counted(self, who: str, *, most: int, about: str, now: datetime) -> int | None:
        values: dict[str, Any] = {
            "who": self._digest(who),
            "about": self._subject(about),
            "most": most,
            "now": now,
            "since": now - WINDOW,
            "stale_at": now + WINDOW,
        }
        subjects: int | None = self._tx.execute(_TAKE, values).scalar_one_or_none()
        return subjects

    def _seconds_left(self, who: str, now: datetime) -> int:
        values = {"who": self._digest(who), "since": now - WINDOW}
        oldest: datetime | None = self._tx.execute(_OLDEST, values).scalar_one()
        left = WINDOW if oldest is None else oldest + WINDOW - now
        return max(1, math.ceil(left.total_seconds()))

    def _digest(self, what: str) -> bytes:
        return hmac.digest(self._key, what.encode(), hashlib.sha256)

    def _subject(self, about: str) -> int:
        return int.from_bytes(self._digest(about)[:8], "big", signed=True)
