"""The fastest pika can do with confirms: SelectConnection, 500 messages on the way at once.

It reads nothing from a database and keeps no track of what was refused: it only counts answers.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pika
from pika.adapters.select_connection import SelectConnection

WINDOW = 500


class RawPublisher:
    """Publishes bodies once and stops; `seconds` and `cpu_seconds` tell how long it took."""

    def __init__(
        self,
        amqp_url: str,
        exchange: str,
        key: str,
        bodies: Sequence[bytes],
        *,
        content_type: str = "application/cloudevents+json",
    ) -> None:
        self._exchange = exchange
        self._key = key
        self._bodies = bodies
        self._properties = pika.BasicProperties(content_type=content_type, delivery_mode=2)
        self._sent = self._confirmed = 0
        self._began = self._cpu_began = 0.0
        self.seconds = self.cpu_seconds = 0.0
        self._channel: Any = None
        self._connection = SelectConnection(
            pika.URLParameters(amqp_url), on_open_callback=self._on_open
        )

    def run(self) -> None:
        """Publish everything."""
        self._connection.ioloop.start()

    def _on_open(self, connection: Any) -> None:  # noqa: ANN401 -- pika is untyped
        connection.channel(on_open_callback=self._on_channel)

    def _on_channel(self, channel: Any) -> None:  # noqa: ANN401 -- pika is untyped
        self._channel = channel
        channel.confirm_delivery(self._on_answer, callback=lambda _: self._begin())

    def _begin(self) -> None:
        self._began, self._cpu_began = time.perf_counter(), time.process_time()
        self._send()

    def _send(self) -> None:
        publish, last = self._channel.basic_publish, len(self._bodies)
        while self._sent < last and self._sent - self._confirmed < WINDOW:
            publish(self._exchange, self._key, self._bodies[self._sent], self._properties)
            self._sent += 1

    def _on_answer(self, frame: Any) -> None:  # noqa: ANN401 -- pika is untyped
        method = frame.method
        # Answers come in order of tags on one queue, and each says up to where.
        self._confirmed = max(self._confirmed, method.delivery_tag)
        if self._confirmed == len(self._bodies):
            self.seconds = time.perf_counter() - self._began
            self.cpu_seconds = time.process_time() - self._cpu_began
            self._connection.add_on_close_callback(lambda *_: self._connection.ioloop.stop())
            self._connection.close()
            return
        self._send()
