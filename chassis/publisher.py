"""Publishes with confirms: many messages on the way at once, each answer matched to its message.

pika's own loop is driven from outside, step by step, so that heartbeats go on while the relay
waits and a NOTIFY from the database can end the wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import pika
from pika.adapters.select_connection import SelectConnection
from pika.channel import Channel
from pika.exceptions import AMQPError, ChannelClosedByBroker
from pika.frame import Method
from pika.spec import Basic, BasicProperties

from chassis.failpoints import failpoint

_OPEN_SECONDS = 10.0
_CONFIRM_SECONDS = 10.0
_HEARTBEAT_SECONDS = 30
_BLOCKED_SECONDS = 20
_CLOSE_SECONDS = 2.0
_FLUSH_EVERY = 100


class PublisherError(Exception):
    """The broker cannot be reached, or the connection was lost; the message says how."""


class ChannelRefusedError(PublisherError):
    """The broker closed the channel over something we sent (403, 404, 406 …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to publish; `id` is the event's, the routing key its type."""

    id: str
    routing_key: str
    body: bytes


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of messages, by their place in the sequence that was published.

    `confirmed` are safe with the broker. `refused` were returned or nacked, with the reason.
    Those in neither have an unknown fate and `lost` says why; they must be published again.
    """

    confirmed: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    returned: int = 0
    nacked: int = 0
    lost: PublisherError | None = None


class Publisher:
    """One connection and channel to the broker, used by one thread.

    Every message is persistent and mandatory, so a confirm means that a queue has it on disk.
    """

    def __init__(
        self, amqp_url: str, *, exchange: str, name: str, confirm_seconds: float = _CONFIRM_SECONDS
    ) -> None:
        self._url = amqp_url
        self._exchange = exchange
        self._name = name
        self._confirm_seconds = confirm_seconds
        self._user = unquote(urlsplit(amqp_url).username or "guest")
        self._connection: Any = None
        self._channel: Any = None
        self._failure: PublisherError | None = None
        self._confirming = False
        self._last_tag = 0
        self._pending: dict[int, int] = {}
        self._places: dict[str, int] = {}
        self._returned: dict[int, str] = {}
        self._outcome = Outcome()

    def open(self) -> None:
        """Connect and turn confirms on. Raises `PublisherError`."""
        try:
            self._connection = SelectConnection(
                self._parameters(),
                on_open_callback=self._on_open,
                on_open_error_callback=lambda _, error: self._fail(error),
                on_close_callback=lambda _, error: self._fail(error),
            )
            self._connection.ioloop.activate_poller()
        except (AMQPError, OSError) as error:
            raise PublisherError(_words(error)) from error
        self._pump(lambda: self._confirming, _OPEN_SECONDS)
        if self._failure is not None:
            raise self._failure
        if not self._confirming:
            raise PublisherError(f"no connection within {_OPEN_SECONDS:.0f} s")

    def send(self, messages: Sequence[Message]) -> None:
        """Put messages on their way; `settle` must follow before the next ones. Never raises."""
        self._outcome = Outcome()
        self._places = {message.id: place for place, message in enumerate(messages)}
        self._returned = {}
        try:
            for place, message in enumerate(messages):
                self._send(place, message)
                if place % _FLUSH_EVERY == 0:
                    self._flush()
            self._flush()
        except (AMQPError, OSError) as error:
            self._fail(error)

    def settle(self) -> Outcome:
        """Wait for every answer and return what became of each message; never raises."""
        self._pump(lambda: not self._pending, self._confirm_seconds)
        if self._pending and self._failure is None:
            # A late confirm must not be taken for another message's: this connection is over.
            self._failure = PublisherError(f"no confirm within {self._confirm_seconds:.0f} s")
        self._outcome.lost = self._failure
        self._pending = {}
        return self._outcome

    def wait(self, seconds: float, wake: int | None = None) -> None:
        """Serve the connection for some time, or until the file descriptor `wake` is readable.

        Raises `PublisherError` when the connection is lost meanwhile.
        """
        loop = self._connection.ioloop
        woken: list[int] = []
        if wake is not None:
            loop.add_handler(wake, lambda fd, _events: woken.append(fd), loop.READ)
        try:
            self._pump(lambda: bool(woken), seconds)
        finally:
            if wake is not None:
                loop.remove_handler(wake)
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Say good-bye if possible and close; never raises."""
        if self._connection is None:
            return
        with suppress(Exception):
            if self._connection.is_open:
                self._connection.close()
                self._pump(lambda: bool(self._connection.is_closed), _CLOSE_SECONDS, broken=True)
        with suppress(Exception):
            self._connection.ioloop.deactivate_poller()
            self._connection.ioloop.close()
        self._connection = None

    def _parameters(self) -> pika.URLParameters:
        parameters = pika.URLParameters(self._url)
        parameters.heartbeat = _HEARTBEAT_SECONDS
        parameters.blocked_connection_timeout = _BLOCKED_SECONDS
        parameters.connection_attempts = 1
        parameters.socket_timeout = 5
        parameters.stack_timeout = 8
        parameters.client_properties = {"connection_name": self._name}
        return parameters

    def _send(self, place: int, message: Message) -> None:
        properties = pika.BasicProperties(
            content_type="application/cloudevents+json",
            delivery_mode=pika.DeliveryMode.Persistent,
            message_id=message.id,
            user_id=self._user,
        )
        self._last_tag += 1
        self._pending[self._last_tag] = place
        self._channel.basic_publish(
            self._exchange, message.routing_key, message.body, properties, mandatory=True
        )

    def _pump(self, done: Callable[[], bool], seconds: float, *, broken: bool = False) -> None:
        """Run pika's loop until `done`, until the connection fails, or for `seconds` at most."""
        loop = self._connection.ioloop
        deadline = time.monotonic() + seconds
        timer = loop.call_later(seconds, lambda: None)
        try:
            while not done() and time.monotonic() < deadline:
                if self._failure is not None and not broken:
                    return
                loop.poll()
                loop.process_timeouts()
        finally:
            loop.remove_timeout(timer)

    def _flush(self) -> None:
        """Let the loop write once without waiting, so that the broker works while we do."""
        loop = self._connection.ioloop
        loop.call_later(0, lambda: None)
        loop.poll()
        loop.process_timeouts()

    def _on_open(self, connection: SelectConnection) -> None:
        connection.channel(on_open_callback=self._on_channel)

    def _on_channel(self, channel: Channel) -> None:
        self._channel = channel
        channel.add_on_close_callback(lambda _, error: self._fail(error))
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_answer, callback=self._on_confirming)

    def _on_confirming(self, _frame: object) -> None:
        self._confirming = True

    def _on_return(
        self, _channel: object, method: Basic.Return, properties: BasicProperties, _body: bytes
    ) -> None:
        """Note a message no queue took; the broker's ack for it follows and counts as a no."""
        place = self._places.get(properties.message_id)
        if place is not None:
            self._returned[place] = f"returned: {method.reply_code} {method.reply_text}"

    def _on_answer(self, frame: Method) -> None:
        """Settle one message, or all up to it, by delivery tag."""
        failpoint("relay.published")
        method = frame.method
        nacked = method.NAME == "Basic.Nack"
        if not method.multiple:
            self._settle(self._pending.pop(method.delivery_tag, None), nacked=nacked)
            return
        for tag in [tag for tag in self._pending if tag <= method.delivery_tag]:
            self._settle(self._pending.pop(tag), nacked=nacked)

    def _settle(self, place: int | None, *, nacked: bool) -> None:
        if place is None:
            return
        if nacked:
            self._outcome.nacked += 1
            self._outcome.refused[place] = "nacked"
        elif place in self._returned:
            self._outcome.returned += 1
            self._outcome.refused[place] = self._returned[place]
        else:
            self._outcome.confirmed.append(place)

    def _fail(self, error: BaseException) -> None:
        if self._failure is not None:
            return
        kind = ChannelRefusedError if isinstance(error, ChannelClosedByBroker) else PublisherError
        self._failure = kind(_words(error))


def _words(error: BaseException) -> str:
    code, text = getattr(error, "reply_code", None), getattr(error, "reply_text", None)
    return f"{type(error).__name__} {code} {text}" if code else type(error).__name__
