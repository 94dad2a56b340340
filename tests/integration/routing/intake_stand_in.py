"""Stands in for intake: says events on the bus, and says them again when asked over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
import pika

from chassis.testing.brokers import Vhost
from contracts import codec
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from contracts.events.intake import ProcedurePublished
from tests.integration.routing.suite import envelope

Start = Callable[[str, list[tuple[str, str]]], object]


class IntakeStandIn:
    """What intake has said so far, by subject; `asked` are the paths it was asked for."""

    def __init__(self, vhost: Vhost) -> None:
        self._vhost = vhost
        self._said: dict[str, list[tuple[Envelope, Event]]] = {}
        self.asked: list[str] = []

    def note(self, *events: Event) -> None:
        """Note events as said without bringing them to the broker: they are lost on the way."""
        for event in events:
            told = self._said.setdefault(subject_of(event), [])
            told.append((envelope(event, len(told) + 1), event))

    def say(self, *events: Event) -> None:
        """Say events on the bus."""
        self.note(*events)
        for event in events:
            self._publish(*self._said[subject_of(event)][-1])

    def __call__(self, environ: dict[str, Any], start: Start) -> list[bytes]:
        """Answer a request of routing's."""
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path == "/internal/events/replay":
            wanted = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            for told in self._said.get(wanted["subject"], ()):
                self._publish(*told)
            start("202 Accepted", [("Content-Type", "application/json")])
            return [b"{}"]
        _, _, _, code, _, version = path.split("/")
        for _, event in self._said.get(f"procedure/{code}", ()):
            if isinstance(event, ProcedurePublished) and str(event.version) == version:
                start("200 OK", [("Content-Type", "application/json")])
                return [orjson.dumps(codec.dump_data(event))]
        start("404 Not Found", [])
        return [b""]

    def _publish(self, told: Envelope, event: Event) -> None:
        with closing(pika.BlockingConnection(pika.URLParameters(self._vhost.amqp_url))) as wire:
            channel = wire.channel()
            channel.confirm_delivery()
            channel.basic_publish(
                "motcua.events", told.type, codec.encode(told, event), mandatory=True
            )


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- wsgiref's own name
        """Keep quiet."""


@contextmanager
def served(intake: IntakeStandIn) -> Iterator[str]:
    """Serve the stand-in's HTTP; yield its address."""
    server: WSGIServer = make_server("127.0.0.1", 0, intake, handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
