"""The table of leases: how many hits of each window are taken, over all workers and nodes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import text

from chassis.db import Database, DatabaseUnavailableError
from kernel.errors import ConflictError, UnavailableError

PATIENCE_SECONDS = 0.5
EXACT_PATIENCE_SECONDS = 2.0
"""Where every hit counts a node counts for itself only when there is no other way."""

_ASKING_THREADS = 4
_AWAY_SECONDS = 5.0
_TIDY_EVERY = 500
_TIDY_AT_ONCE = 2000

_TAKE = text("""
    INSERT INTO rate_lease (key, hits, ends_at)
    VALUES (:key, greatest(:amount, 0), statement_timestamp() + make_interval(secs => :seconds))
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN rate_lease.ends_at <= statement_timestamp() THEN excluded.hits
                    ELSE greatest(rate_lease.hits + :amount, 0) END,
        ends_at = CASE WHEN rate_lease.ends_at <= statement_timestamp() THEN excluded.ends_at
                       ELSE rate_lease.ends_at END
    RETURNING hits, extract(epoch FROM ends_at - statement_timestamp())::float8 AS seconds
""")
_TIDY = text("""
    DELETE FROM rate_lease WHERE key IN (
        SELECT key FROM rate_lease WHERE ends_at < statement_timestamp() - interval '1 minute'
        LIMIT :most FOR UPDATE SKIP LOCKED
    )
""")
_FORGET = text("DELETE FROM rate_lease WHERE key = :key OR :key IS NULL")


@dataclass(frozen=True, slots=True)
class Window:
    """`hits` taken of a window so far, ours included; it ends in `seconds`."""

    hits: int
    seconds: float


class Leases:
    """Hits in PostgreSQL.

    A database that hangs must not hold the threads that answer people: it is asked from threads
    of its own, whoever asks waits `patience` seconds at most, and after a failure nobody asks
    for five seconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._executor: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._taken = 0
        self._away_until = 0.0

    def take(
        self, key: str, seconds: int, amount: int, *, patience: float = PATIENCE_SECONDS
    ) -> Window:
        """Take `amount` hits of the window of `key` (negative gives back), `seconds` long.

        Raises `DatabaseUnavailableError` when the database is away or does not answer at once.
        """
        if time.monotonic() < self._away_until:
            raise DatabaseUnavailableError
        values = {"key": key, "seconds": seconds, "amount": amount}
        return self._soon(lambda: self._take(values), patience)

    def forget(self, key: str | None) -> None:
        """Forget one window, or all of them."""
        with self._database.transaction() as tx:
            tx.execute(_FORGET, {"key": key})

    def _take(self, values: dict[str, object]) -> Window:
        with self._database.at_once() as connection:
            row = connection.execute(_TAKE, values).one()
            self._taken += 1
            if self._taken % _TIDY_EVERY == 0:
                connection.execute(_TIDY, {"most": _TIDY_AT_ONCE})
        return Window(row.hits, row.seconds)

    def _soon(self, ask: Callable[[], Window], patience: float) -> Window:
        future = self._threads().submit(ask)
        try:
            return future.result(patience)
        except (FutureTimeoutError, UnavailableError, ConflictError) as error:
            future.cancel()
            self._away_until = time.monotonic() + _AWAY_SECONDS
            raise DatabaseUnavailableError from error

    def _threads(self) -> ThreadPoolExecutor:
        # Made at the first use: threads do not survive the fork of a worker.
        if self._executor is None:
            with self._lock:
                if self._executor is None:
                    self._executor = ThreadPoolExecutor(_ASKING_THREADS, "rate-leases")
        return self._executor
