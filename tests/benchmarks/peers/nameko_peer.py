"""Nameko: green threads, as many as the prefetch; psycopg's C loop serves one at a time."""

from __future__ import annotations

import warnings

warnings.filterwarnings("ignore")

import eventlet  # type: ignore[import-not-found] # noqa: E402

eventlet.monkey_patch()

import psycopg  # noqa: E402
from kombu.entity import Queue  # noqa: E402
from nameko.messaging import consume  # type: ignore[import-not-found] # noqa: E402
from nameko.runners import ServiceRunner  # type: ignore[import-not-found] # noqa: E402

from tests.benchmarks.peers import effect  # noqa: E402

queue = Queue(effect.QUEUE, queue_arguments={"x-queue-type": "quorum"}, durable=True)
connection = psycopg.connect(effect.DATABASE_URL, autocommit=True)


class Listener:
    """The service."""

    name = "benchmark"

    @consume(queue, requeue_on_error=True)
    def heard(self, event: effect.Event) -> None:
        connection.execute(effect.ONE, effect.values(event))


def work() -> None:
    """Run the service in this process."""
    runner = ServiceRunner(
        config={"AMQP_URI": effect.AMQP_URL, "max_workers": effect.PREFETCH, "HEARTBEAT": 60}
    )
    runner.add_service(Listener)
    runner.start()
    runner.wait()


if __name__ == "__main__":
    effect.main(work=work)
