"""The tally in PostgreSQL: days kept, and the notices behind them as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from chassis.db import Transaction
from services.notification.tally.domain.day import begin_of
from services.notification.tally.domain.figures import (
    MESSAGE_COUNTS,
    NOTICE_COUNTS,
    By,
    Line,
    MessageFigures,
    NoticeFigures,
)
from services.notification.tally.store import statements

_DAY = timedelta(days=1)
_BEFORE_ALL = date(2000, 1, 1)
_KEYS = {By.AGENCY: "agency", By.MILESTONE: "template", By.CHANNEL: "channel"}


class PgTally:
    """The port `Tally` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def last_day(self) -> date | None:
        """Return the last day that is counted for good."""
        day: date | None = self._tx.scalar(statements.LAST_DAY)
        return day

    def begun_after(self, day: date | None) -> datetime | None:
        """Return when the first notice behind a day was queued."""
        since = begin_of(day + _DAY if day else _BEFORE_ALL)
        begun: datetime | None = self._tx.scalar(statements.BEGUN_AFTER, {"since": since})
        return begun

    def keep(self, day: date, now: datetime) -> bool:
        """Count a day for good, once; who comes second waits for the first and does nothing."""
        if self._tx.execute(statements.BEGIN_DAY, {"day": day, "now": now}).rowcount != 1:
            return False
        of_day = {"since": begin_of(day), "until": begin_of(day + _DAY), "agencies": None}
        self._tx.execute(statements.KEEP, of_day)
        return True

    def figures(self, first: date, last: date, agencies: Sequence[str] | None) -> Sequence[Line]:
        """Return the figures of days, both included."""
        kept = self.last_day()
        since = max(first, kept + _DAY) if kept else first
        given = {
            "first": first,
            "last": last,
            "since": begin_of(since),
            "until": begin_of(last + _DAY),
            "agencies": None if agencies is None else list(agencies),
        }
        notices = {_named(row): row for row in self._tx.execute(statements.NOTICES, given)}
        messages = {_named(row): row for row in self._tx.execute(statements.MESSAGES, given)}
        return [
            Line(
                by=by,
                key=key,
                messages=_messages(row),
                notices=None if by is By.CHANNEL else _notices(notices[by, key]),
            )
            for (by, key), row in sorted(messages.items())
        ]


def _named(row: Row[Any]) -> tuple[By, str]:
    """Return of what a row of grouping sets tells: by the one column that is not NULL."""
    found = row._mapping  # noqa: SLF001 -- SQLAlchemy's public name
    for by, column in _KEYS.items():
        if found.get(column) is not None:
            return by, found[column]
    return By.TOTAL, ""


def _notices(row: Row[Any]) -> NoticeFigures:
    return NoticeFigures(**{name: getattr(row, name) for name in NOTICE_COUNTS})


def _messages(row: Row[Any]) -> MessageFigures:
    counts = {name: getattr(row, name) for name in MESSAGE_COUNTS}
    return MessageFigures(**counts, p50_ms=row.p50_ms, p95_ms=row.p95_ms)
