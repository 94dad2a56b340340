"""Listens to the service's queue and hands what comes to the inbox, a batch a transaction.

kombu's mixin keeps connection, channel and prefetch; the bytes are read by us (kombu would
acknowledge what it cannot decode) and acknowledged once the inbox has committed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import structlog
from amqp.channel import Channel
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from kombu.message import Message
from kombu.mixins import ConsumerMixin

from chassis import metrics
from chassis.backoff import Backoff
from chassis.buffered_reading import transport_for
from chassis.db import DatabaseUnavailableError
from chassis.failpoints import failpoint
from chassis.failure import describe
from chassis.heard import Heard
from chassis.inbox import Inbox
from chassis.subscription import NotYet, Park, Patience, Subscription

__all__ = ["Consumer", "NotYet", "Park", "Patience", "Subscription"]

_log = structlog.get_logger(__name__)
_PREFETCH = 400
_BATCH = 100
_IDLE_SECONDS = 0.005
# Where few come, waiting for more gathers nothing and holds up what came: what is here is taken.
# A read under TLS that does not wait at all would lose a frame it is in the middle of.
_FEW = 5
_FEW_IDLE_SECONDS = 0.0
_FEW_IDLE_SECONDS_TLS = 0.001
_BATCH_SECONDS = 0.015
_TURN_SECONDS = 1.0
_HEARTBEAT_SECONDS = 30
_CONNECT_SECONDS = 5
# Longer waits would outlast most restarts of a broker (docs/reliability.md, broker kills).
_MOST_WAIT_SECONDS = 8.0
_PAUSE_SECONDS = 60.0
_DEAF_SECONDS = 30.0
_ALIVE_SECONDS = 120.0


class DeafError(Exception):
    """The queue holds messages and none of them reaches us."""


class Consumer:
    """The listening loop of a service.

    Its queue is `<consumer>.events`; what the broker gave up on lies in `<consumer>.dead` and is
    parked. Several processes may listen to one queue.
    """

    def __init__(self, inbox: Inbox, amqp_url: str, *, name: str = "consumer") -> None:
        self.name = name
        self._inbox = inbox
        self._amqp_url = amqp_url
        self._moved_at = time.monotonic()
        self._listening: bool | None = None
        self._connected = metrics.gauge(
            "motcua_consumer_connected", "1 while the consumer listens", ("consumer",)
        ).labels(inbox.consumer)
        self._losses = metrics.counter(
            "motcua_consumer_connection_losses_total", "Times listening ended", ("consumer",)
        ).labels(inbox.consumer)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a broker or a database that is away is waited for."""
        backoff = Backoff(most=_MOST_WAIT_SECONDS)
        listening = _Listening(self._inbox, self._amqp_url, stop)
        errors = (
            *listening.errors,
            OperationalError,
            OSError,
            DatabaseUnavailableError,
            DeafError,
        )
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                # Without a database there is nothing to take messages from the queue for.
                if not self._inbox.database.ping():
                    raise DatabaseUnavailableError
                for settled in listening.consume():
                    self._moved_at = time.monotonic()
                    self._hears(listening=True)
                    if settled:
                        backoff.reset()
            except errors as error:
                self._losses.inc()
                wait = backoff.next()
                reason = describe(error)
                _log.warning("consumer-waits", reason=reason, seconds=round(wait, 1))
                self._hears(listening=False)
                stop.wait(wait)
        self._hears(listening=False)

    def ready(self) -> bool:
        """Tell whether the broker has confirmed that we listen."""
        return bool(self._listening)

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _hears(self, *, listening: bool) -> None:
        if listening is not self._listening:
            self._listening = listening
            self._connected.set(int(listening))


class _Listening(ConsumerMixin):
    """kombu's half: one connection after another, each with consumers made anew."""

    def __init__(self, inbox: Inbox, amqp_url: str, stop: threading.Event) -> None:
        self.connection = Connection(
            amqp_url,
            transport=transport_for(amqp_url),
            heartbeat=_HEARTBEAT_SECONDS,
            connect_timeout=_CONNECT_SECONDS,
            transport_options={
                "client_properties": {"connection_name": f"{inbox.consumer} consumer"}
            },
        )
        self.errors = self.connection.connection_errors + self.connection.channel_errors
        self._inbox = inbox
        self._stop = stop
        self._buffer: list[tuple[Any, Heard]] = []
        self._buffered_at = 0.0
        self._last_size = 0
        buffered = transport_for(amqp_url) is not None
        self._few_idle = _FEW_IDLE_SECONDS if buffered else _FEW_IDLE_SECONDS_TLS
        self._paused_at: float | None = None
        self._not_before = 0.0
        self._backoff = Backoff()
        self._beat_at = self._heard_at = 0.0
        self._heard = metrics.gauge(
            "motcua_consumer_last_delivery_timestamp_seconds",
            "When the last message came",
            ("consumer",),
        ).labels(inbox.consumer)

    @property
    def should_stop(self) -> bool:  # type: ignore[override]
        """Tell kombu to end."""
        return self._stop.is_set()

    def get_consumers(self, Consumer: Any, channel: Any) -> list[Any]:  # noqa: ANN401, ARG002, N803 -- kombu's signature
        """Return the consumers of a new channel; nothing is declared, topology is data."""
        name = self._inbox.consumer
        both = ((f"{name}.events", self._on_message), (f"{name}.dead", self._on_dead_letter))
        return [
            Consumer(
                queues=[Queue(queue, no_declare=True)],
                on_message=on_message,
                auto_declare=False,
                no_ack=False,
                prefetch_count=_PREFETCH,
            )
            for queue, on_message in both
        ]

    @contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        """Yield a new connection after one try: our own loop waits between tries."""
        with self.connection.clone() as connection:
            connection.ensure_connection(
                max_retries=1, interval_start=0, interval_step=0, interval_max=0
            )
            yield connection

    def consume(self, *_: object, **__: object) -> Iterator[bool]:
        """Listen until stopped; yield after each turn whether it settled something or idled."""
        self._buffer = []
        self._paused_at = None
        self._not_before = 0.0
        with self.consumer_context() as (connection, channel, _consumers):
            self._beat_at = self._heard_at = time.monotonic()
            _log.info("consumer-listens", consumer=self._inbox.consumer)
            while not self.should_stop:
                yield self._turn(connection, channel)

    def _turn(self, connection: Connection, channel: Channel) -> bool:
        idle = False
        try:
            connection.drain_events(timeout=self._patience())
        except TimeoutError:
            idle = True
        now = time.monotonic()
        if now - self._beat_at >= _TURN_SECONDS:
            self._beat_at = now
            connection.heartbeat_check()
            self._listen_to_silence(channel, now)
        if not self._buffer:
            return idle
        full = len(self._buffer) >= _BATCH or now - self._buffered_at >= _BATCH_SECONDS
        if now >= self._not_before and (idle or full):
            return self._settle()
        return False

    def _patience(self) -> float:
        """Return how long to wait for the next message."""
        pause = self._not_before - time.monotonic()
        if pause > 0:
            return min(_TURN_SECONDS, pause)
        if not self._buffer:
            return _TURN_SECONDS
        return self._few_idle if self._last_size < _FEW else _IDLE_SECONDS

    def _settle(self) -> bool:
        """Work on what came and acknowledge it; without a database keep it and wait."""
        failpoint("consumer.delivered")
        self._heard.set_to_current_time()
        try:
            self._work([heard for _, heard in self._buffer])
        except DatabaseUnavailableError:
            now = time.monotonic()
            self._paused_at = self._paused_at or now
            if now - self._paused_at > _PAUSE_SECONDS:
                # Given back once; the outer loop takes nothing more until the database is there.
                raise
            self._not_before = now + self._backoff.next()
            _log.warning("consumer-pauses", seconds=round(self._not_before - now, 1))
            return False
        failpoint("consumer.committed")
        self._buffer[-1][0].ack(multiple=True)
        failpoint("consumer.acked")
        self._last_size = len(self._buffer)
        self._buffer = []
        self._paused_at = None
        self._backoff.reset()
        return True

    def _work(self, heard: Sequence[Heard]) -> None:
        """Hand a batch to the inbox; after a fault of the inbox itself each message by itself."""
        try:
            self._inbox.work(heard)
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            _log.exception("batch-failed", reason=describe(error), size=len(heard))
            if len(heard) == 1 and heard[0].fault is not None:
                raise
            for one in heard:
                self._work_alone(one)

    def _work_alone(self, one: Heard) -> None:
        """Try a message once more; a fault that comes again is pinned on it."""
        try:
            self._inbox.work([one])
        except Exception as error:
            if isinstance(error, DatabaseUnavailableError) or one.fault is not None:
                raise
            self._inbox.work([replace(one, event=None, fault=describe(error))])

    def _on_message(self, message: Message) -> None:
        key = message.delivery_info["routing_key"]
        self._keep(message, self._inbox.reader.read(_bytes(message), key))

    def _on_dead_letter(self, message: Message) -> None:
        """Park what took the consumer down so often that the broker gave up on it."""
        heard = self._inbox.reader.read(_bytes(message))
        fault = heard.fault or "dead-lettered: delivered too often without an answer"
        self._keep(message, replace(heard, event=None, fault=fault))

    def _keep(self, message: Message, heard: Heard) -> None:
        now = time.monotonic()
        if not self._buffer:
            self._buffered_at = now
        self._heard_at = now
        self._buffer.append((message, heard))

    def _listen_to_silence(self, channel: Channel, now: float) -> None:
        """Look into the queue after a while without messages. Raises `DeafError`."""
        if now - self._heard_at < _DEAF_SECONDS:
            return
        queue = f"{self._inbox.consumer}.events"
        found = channel.queue_declare(queue, passive=True)
        if found.message_count and not self._buffer:
            raise DeafError
        self._heard_at = now


def _bytes(message: Message) -> bytes:
    body = message.body
    return body.encode() if isinstance(body, str) else bytes(body)
