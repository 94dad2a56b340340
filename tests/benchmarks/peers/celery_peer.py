"""Celery: solo pool, acks late, prefetch 400, quorum queue, nothing but the task."""

from __future__ import annotations

import sys
from typing import Any

import psycopg
from celery import Celery  # type: ignore[import-not-found]
from celery_batches import Batches  # type: ignore[import-not-found]
from kombu.entity import Queue

from tests.benchmarks.peers import effect

app = Celery("benchmark", broker=effect.AMQP_URL)
app.conf.update(
    task_queues=[Queue(effect.QUEUE, queue_arguments={"x-queue-type": "quorum"})],
    task_default_queue=effect.QUEUE,
    task_default_delivery_mode="persistent",
    task_ignore_result=True,
    task_acks_late=True,
    task_store_eager_result=False,
    worker_prefetch_multiplier=effect.PREFETCH,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
)
connections: list[psycopg.Connection[Any]] = []


def database() -> psycopg.Connection[Any]:
    """Return this process' connection."""
    if not connections:
        connections.append(psycopg.connect(effect.DATABASE_URL, autocommit=True))
    return connections[0]


@app.task(name="each")
def each(event: effect.Event) -> None:
    database().execute(effect.ONE, effect.values(event))


@app.task(
    name="batched",
    base=Batches,
    flush_every=effect.BATCH,
    flush_interval=effect.FLUSH_SECONDS,
    acks_late=True,
)
def batched(requests: list[Any]) -> None:
    heard = [request.args[0] for request in requests]
    database().execute(effect.MANY, effect.columns(heard))


@app.task(
    name="handled",
    base=Batches,
    flush_every=effect.BATCH,
    flush_interval=effect.FLUSH_SECONDS,
    acks_late=True,
)
def handled(requests: list[Any]) -> None:
    heard = [request.args[0] for request in requests]
    with database().transaction():
        for row in database().execute(effect.INBOX, effect.columns(heard)).fetchall():
            database().execute(effect.EFFECT, row)


def fill() -> None:
    """Say the events as calls of the task named by the second argument."""
    task = {"each": each, "batched": batched, "handled": handled}[sys.argv[2]]
    # Closed in order: what Celery publishes without confirms is lost when the process just ends.
    with app.connection_for_write() as connection:
        producer = app.amqp.Producer(connection)
        for event in effect.events():
            task.apply_async((event,), producer=producer)


def work() -> None:
    """Run the worker in this process."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.worker_main(
        ["worker", "--pool", "solo", "--concurrency", "1", "--loglevel", "ERROR", *quiet]
    )


if __name__ == "__main__":
    effect.main(work=work, fill=fill)
