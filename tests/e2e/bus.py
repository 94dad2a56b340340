"""What is said on the bus while somebody listens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import TracebackType
from typing import Self

import pika

from tests.e2e.suite import Suite
from tests.e2e.test_dossier_life import wait_for


class Ear:
    """A queue of our own that hears everything said while it is open."""

    def __init__(self, suite: Suite) -> None:
        self._connection = pika.BlockingConnection(
            pika.URLParameters(suite.env["MOTCUA_AMQP_URL"])
        )
        self._channel = self._connection.channel()
        self._queue = self._channel.queue_declare("", exclusive=True).method.queue
        self._channel.queue_bind(self._queue, "motcua.events", "#")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def heard(self) -> Iterator[str]:
        """Yield routing key, properties and body of everything heard."""
        while True:
            method, properties, body = self._channel.basic_get(self._queue, auto_ack=True)
            if method is None:
                return
            yield f"{method.routing_key} {properties} {body.decode()}"


def all_said(suite: Suite) -> None:
    """Wait until the broker has confirmed everything that intake and routing had to say."""
    for service in ("intake", "routing"):
        unsaid = partial(suite.count, service, "SELECT count(*) FROM outbox")
        wait_for(unsaid, lambda count: count == 0)


def all_sent(suite: Suite) -> None:
    """Wait until every message went its way; a text held for the morning goes later."""
    unsent = """
        SELECT count(*) FROM message
        WHERE status IN ('queued', 'sending', 'unknown') AND not_before IS NULL
    """
    wait_for(partial(suite.count, "notification", unsent), lambda count: count == 0)


def all_heard(suite: Suite, code: str) -> None:
    """Wait until every service has heard all that intake said of a dossier."""
    about = f"subject = 'dossier/{code}'"
    said = suite.count("intake", f"SELECT count(*) FROM event_log WHERE {about}")  # noqa: S608 -- a code
    sql = f"SELECT count(*) FROM inbox WHERE source = 'intake' AND {about}"  # noqa: S608 -- a code
    for service in ("routing", "notification", "reporting"):
        heard = partial(suite.count, service, sql)
        wait_for(heard, lambda count: count == said)
