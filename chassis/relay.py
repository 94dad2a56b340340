"""Brings what the outbox holds to the broker: nothing is forgotten, a crash may say it twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
import structlog
from sqlalchemy import Row, text

from chassis import metrics
from chassis.backoff import Backoff, delay_after
from chassis.db import Database, Transaction
from chassis.failpoints import failpoint
from chassis.failure import describe
from chassis.outbox import CHANNEL
from chassis.publisher import ChannelRefusedError, Message, Outcome, Publisher, PublisherError
from contracts.codec import encode_data
from contracts.envelope import Envelope
from kernel.errors import ConflictError, UnavailableError

_log = structlog.get_logger(__name__)
_AT_ONCE = 500
_POLL_SECONDS = 1.0
_ALIVE_SECONDS = 120.0
_GAUGE_SECONDS = 5.0
_MOST_RETRY_SECONDS = 300.0

# Waiting for confirms is waiting inside the transaction that holds the claims.
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = '60s'"
# A claim is a row lock: it ends with the session, so a crash frees the rows at once.
_CLAIM = """
    SELECT position, attempts, id, type, subject, sequence, time, data::text AS data, traceparent
    FROM outbox JOIN event_log USING (position)
    WHERE next_attempt_at IS NULL OR next_attempt_at <= clock_timestamp()
    ORDER BY position LIMIT %(limit)s FOR UPDATE OF outbox SKIP LOCKED
"""
_DELETE = "DELETE FROM outbox WHERE position = ANY (%(positions)s)"
_PUT_OFF = """
    UPDATE outbox SET attempts = attempts + 1, reason = put_off.reason,
        next_attempt_at = clock_timestamp() + make_interval(secs => put_off.seconds)
    FROM unnest(%(positions)s::bigint[], %(reasons)s::text[], %(seconds)s::float8[])
         AS put_off (position, reason, seconds)
    WHERE outbox.position = put_off.position
"""
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
        backoff = Backoff()
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
            full = self.relay_batch(publisher)
            self._connected = True
            backoff.reset()
            self._measure()
            if not full:
                publisher.wait(_POLL_SECONDS, self._wake())

    def relay_batch(self, publisher: Publisher) -> bool:
        """Publish one batch; return whether it was full, so that more may wait.

        Raises `PublisherError` when the connection was lost; what was confirmed is settled.
        """
        with self._database.transaction() as tx:
            tx.exec_driver_sql(_PATIENT)
            rows = tx.exec_driver_sql(_CLAIM, {"limit": self._limit}).all()
            if not rows:
                return False
            failpoint("relay.claimed")
            outcome = publisher.publish([self._message(row) for row in rows])
            failpoint("relay.confirmed")
            self._settle(tx, rows, outcome)
            failpoint("relay.deleted")
        self._count(outcome)
        full = len(rows) == self._limit
        self._limit = min(_AT_ONCE, self._limit * 2)
        if outcome.lost is not None:
            if isinstance(outcome.lost, ChannelRefusedError):
                # One of them is to blame; alone it will be found and put off.
                self._limit = 1
            raise outcome.lost
        return full

    def _settle(self, tx: Transaction, rows: Sequence[Row[Any]], outcome: Outcome) -> None:
        refused = dict(outcome.refused)
        if isinstance(outcome.lost, ChannelRefusedError) and len(rows) == 1:
            refused.setdefault(0, str(outcome.lost))
        if outcome.confirmed:
            positions = [rows[place].position for place in outcome.confirmed]
            tx.exec_driver_sql(_DELETE, {"positions": positions})
        if refused:
            parameters = {
                "positions": [rows[place].position for place in refused],
                "reasons": list(refused.values()),
                "seconds": [
                    delay_after(rows[place].attempts + 1, most=_MOST_RETRY_SECONDS)
                    for place in refused
                ],
            }
            tx.exec_driver_sql(_PUT_OFF, parameters)
            _log.error("events-refused", count=len(refused), reason=next(iter(refused.values())))

    def _count(self, outcome: Outcome) -> None:
        if outcome.confirmed:
            self._confirmed_at = time.monotonic()
        self._confirmed.inc(len(outcome.confirmed))
        self._returned.inc(outcome.returned)
        self._nacked.inc(outcome.nacked)

    def _message(self, row: Row[Any]) -> Message:
        envelope = Envelope(
            id=row.id,
            source=self._source,
            type=row.type,
            subject=row.subject,
            time=row.time,
            sequence=row.sequence,
            traceparent=row.traceparent,
        )
        body = encode_data(envelope, orjson.Fragment(row.data))
        return Message(id=str(row.id), routing_key=row.type, body=body)

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
