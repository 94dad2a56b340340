"""Dramatiq: threads with a connection each, prefetch 400, retries alone of its middleware."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

# Read when dramatiq is imported.
os.environ["dramatiq_queue_prefetch"] = "400"  # noqa: SIM112 -- its name

import dramatiq  # type: ignore[import-not-found]
import psycopg
from dramatiq.brokers.rabbitmq import (  # type: ignore[import-not-found]
    RabbitmqBroker,
)
from dramatiq.middleware import Retries  # type: ignore[import-not-found]

from tests.benchmarks.peers import effect

THREADS = int(os.environ.get("BENCHMARK_THREADS", "2"))


class QuorumBroker(RabbitmqBroker):  # type: ignore[misc] # its module is not in our environment
    """Dramatiq has no setting for the kind of queue."""

    def _build_queue_arguments(self, queue_name: str) -> dict[str, Any]:
        arguments: dict[str, Any] = super()._build_queue_arguments(queue_name)
        return arguments | {"x-queue-type": "quorum"}


broker = QuorumBroker(url=effect.AMQP_URL, middleware=[Retries()])
dramatiq.set_broker(broker)
local = threading.local()


@dramatiq.actor(queue_name=effect.QUEUE)
def each(event: effect.Event) -> None:
    if not hasattr(local, "connection"):
        local.connection = psycopg.connect(effect.DATABASE_URL, autocommit=True)
    local.connection.execute(effect.ONE, effect.values(event))


def fill() -> None:
    """Say the events as messages of the actor."""
    for event in effect.events():
        each.send(event)
    broker.close()


def work() -> None:
    """Run the worker in this process."""
    dramatiq.Worker(broker, worker_threads=THREADS).start()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    effect.main(work=work, fill=fill)
