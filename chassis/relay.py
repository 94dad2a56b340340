"""Brings what the outbox holds to the broker: nothing is forgotten, a crash may say it twice."""

from __future__ import annotations

import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from sqlalchemy import text

from chassis import metrics
from chassis.backoff import Backoff
from chassis.claim import Claim
from chassis.db import Database
from chassis.failpoints import failpoint
from chassis.failure import describe
from chassis.outbox import CHANNEL
from chassis.publisher import ChannelRefusedError, Outcome, Publisher, PublisherError
from kernel.errors import ConflictError, UnavailableError

_log = structlog.get_logger(__name__)
_AT_ONCE = 500
_POLL_SECONDS = 1.0
# Longer waits would outlast most restarts of a broker (docs/reliability.md, broker kills).
_MOST_WAIT_SECONDS = 8.0
_ALIVE_SECONDS = 120.0
_GAUGE_SECONDS = 5.0

_BACKLOG = text("""
    SELECT count(*) AS rows,
           coalesce(extract(epoch FROM clock_timestamp() - min(added_at)), 0) AS age
    FROM outbox
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayState:
    """How the relay stands: instants are `time.monotonic()`, `error` the last one in words."""

    connected: bool
    confirmed_at: float | None
    error: str | None


class Relay:
    """Publishes the outbox of one database; several may work side by side.

    `source` is the service's name. Wakes on NOTIFY, and looks each second anyway.
    """

    def __init__(
        self,
        database: Database,
        amqp_url: str,
        *,
        source: str,
        exchange: str = "motcua.events",
        name: str = "relay",
    ) -> None:
        self.name = name
        self._database = database
        self._amqp_url = amqp_url
        self._source = source
        self._exchange = exchange
        self._limit = _AT_ONCE
        self._connected = False
        self._confirmed_at: float | None = None
        self._error: str | None = None
        self._moved_at = time.monotonic()
        self._gauge_at = 0.0
        self._listener: psycopg.Connection[Any] | None = None
        self._confirmed = metrics.counter(
            "motcua_relay_confirmed_total", "Events the broker has taken over"
        )
        self._returned = metrics.counter(
            "motcua_relay_returned_total", "Events no queue was there for"
        )
        self._nacked = metrics.counter("motcua_relay_nacked_total", "Events the broker refused")
        self._losses = metrics.counter(
            "motcua_relay_connection_losses_total", "Connections to the broker that ended"
        )
        self._backlog = metrics.gauge("motcua_outbox_backlog", "Events not yet with the broker")
        self._oldest = metrics.gauge("motcua_outbox_oldest_seconds", "Age of the oldest of them")

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a broker or a database that is away is waited for."""
        backoff = Backoff(most=_MOST_WAIT_SECONDS)
        while not stop.is_set():
            self._moved_at = time.monotonic()
            publisher = Publisher(
                self._amqp_url, exchange=self._exchange, name=f"{self._source} relay"
            )
            try:
                with closing(publisher):
                    publisher.open()
                    self._serve(publisher, stop, backoff)
            except (PublisherError, UnavailableError, ConflictError) as error:
                self._error = str(error) if isinstance(error, PublisherError) else describe(error)
                self._losses.inc()
                if isinstance(error, ChannelRefusedError):
                    # The broker is there. Waits that grew as the refused event's do would find
                    # it due again each time, oldest first, and hold up every other.
                    backoff.reset()
                wait = backoff.next()
                _log.warning("relay-waits", reason=self._error, seconds=round(wait, 1))
                self._connected = False
                self._measure()
                stop.wait(wait)
        self._connected = False
        self._close_listener()

    def ready(self) -> bool:
        """Tell whether the relay is connected to broker and database."""
        return self._connected

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def state(self) -> RelayState:
        """Return how the relay stands."""
        return RelayState(
            connected=self._connected, confirmed_at=self._confirmed_at, error=self._error
        )

    def _serve(self, publisher: Publisher, stop: threading.Event, backoff: Backoff) -> None:
        while not stop.is_set():
            self._moved_at = time.monotonic()
            self._listen()
            self.drain(publisher)
            self._connected = True
            backoff.reset()
            self._measure()
            publisher.wait(_POLL_SECONDS, self._wake())

    def drain(self, publisher: Publisher) -> None:
        """Publish until the outbox is empty; the next claim is made while the broker works.

        Raises `PublisherError` when the connection was lost; what was confirmed is settled then.
        """
        claim = Claim.take(self._database, self._limit)
        while claim is not None:
            following: Claim | None = None
            try:
                publisher.send(claim.messages(self._source))
                if len(claim) == self._limit:
                    following = Claim.take(self._database, self._limit)
                self._settle(claim, publisher.settle())
            except BaseException:
                claim.release()
                if following is not None:
                    following.release()
                raise
            claim = following
            self._moved_at = time.monotonic()

    def _settle(self, claim: Claim, outcome: Outcome) -> None:
        refused = dict(outcome.refused)
        forbidden = isinstance(outcome.lost, ChannelRefusedError)
        if forbidden and len(claim) == 1:
            refused.setdefault(0, str(outcome.lost))
        failpoint("relay.confirmed")
        claim.settle(outcome.confirmed, refused)
        self._count(outcome)
        if refused:
            _log.error("events-refused", count=len(refused), reason=next(iter(refused.values())))
        # One of many was forbidden: alone it will be found and put off.
        self._limit = 1 if forbidden else min(_AT_ONCE, self._limit * 2)
        if outcome.lost is not None:
            raise outcome.lost

    def _count(self, outcome: Outcome) -> None:
        if outcome.confirmed:
            self._confirmed_at = time.monotonic()
        self._confirmed.inc(len(outcome.confirmed))
        self._returned.inc(outcome.returned)
        self._nacked.inc(outcome.nacked)

    def _listen(self) -> None:
        """Have a listening connection, and forget the wake-ups so far: a look follows."""
        if self._listener is None:
            self._listener = self._database.listener(CHANNEL)
        try:
            for _ in self._listener.notifies(timeout=0):
                pass
        except psycopg.Error:
            self._close_listener()

    def _wake(self) -> int | None:
        return None if self._listener is None else self._listener.fileno()

    def _close_listener(self) -> None:
        if self._listener is not None:
            with suppress(psycopg.Error):
                self._listener.close()
            self._listener = None

    def _measure(self) -> None:
        if time.monotonic() < self._gauge_at:
            return
        self._gauge_at = time.monotonic() + _GAUGE_SECONDS
        with suppress(UnavailableError), self._database.read() as tx:
            row = tx.execute(_BACKLOG).one()
            self._backlog.set(row.rows)
            self._oldest.set(float(row.age))
