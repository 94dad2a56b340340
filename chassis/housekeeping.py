"""Forgets what need not be kept: replies to requests whose week is over, and a service's own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from chassis import idempotency
from chassis.db import Database, Transaction
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 3600.0
_AT_ONCE = 1000

Purge = Callable[[Transaction, int], int]
"""Deletes at most so many rows and returns how many went."""


def forget_replies(tx: Transaction, limit: int) -> int:
    """Delete replies whose week is over."""
    return idempotency.purge(tx, limit=limit)


class Housekeeper:
    """Cleans up one database each hour, a thousand rows a transaction."""

    def __init__(
        self, database: Database, *, name: str = "housekeeper", purge: Purge = forget_replies
    ) -> None:
        self.name = name
        self._database = database
        self._purge = purge

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a database that is away is left for the next hour."""
        while not stop.is_set():
            try:
                while self.run_once() == _AT_ONCE and not stop.is_set():
                    pass
            except (UnavailableError, ConflictError) as error:
                _log.warning("housekeeper-waits", reason=describe(error))
            stop.wait(_EVERY_SECONDS)

    def run_once(self) -> int:
        """Delete one portion and return how many rows went."""
        with self._database.transaction() as tx:
            return self._purge(tx, _AT_ONCE)

    def ready(self) -> bool:
        """Tell that nobody has to wait for cleaning up."""
        return True

    def alive(self) -> bool:
        """Tell that the loop sleeps for an hour at a time, which is no sign of trouble."""
        return True
