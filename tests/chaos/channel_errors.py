"""On SIGUSR1 a process breaks its own channels, as a fault of protocol on either side would."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import Any

import pika

from chassis import consumer, publisher
from chassis.publisher import Message

_NO_SUCH_TAG = 1 << 40


def on_signal() -> None:
    """From now on SIGUSR1 acknowledges a delivery that never was and publishes to nowhere.

    The broker answers the first with 406, the second with 403, and closes the channels.
    """
    asked: set[str] = set()
    signal.signal(signal.SIGUSR1, lambda *_: asked.update({"consumer", "publisher"}))
    turn = consumer._Listening._turn
    send = publisher.Publisher.send

    def turn_wrongly(self: Any, connection: Any, channel: Any) -> bool:  # noqa: ANN401 -- kombu is hardly typed
        if "consumer" in asked:
            asked.discard("consumer")
            channel.basic_ack(_NO_SUCH_TAG)
        return turn(self, connection, channel)

    def send_wrongly(self: Any, messages: Sequence[Message]) -> None:  # noqa: ANN401 -- a private field
        if "publisher" in asked:
            asked.discard("publisher")
            properties = pika.BasicProperties(user_id=self._user)
            self._channel.basic_publish("nowhere", "nowhere", b"", properties)
        send(self, messages)

    consumer._Listening._turn = turn_wrongly  # type: ignore[method-assign]
    publisher.Publisher.send = send_wrongly  # type: ignore[method-assign]
