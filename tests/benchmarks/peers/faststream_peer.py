"""FastStream: asyncio, prefetch 400, a few connections at once; or batches made by hand.

It has no batches for RabbitMQ. Its handlers run side by side, though, so they can wait for a
commit they share: what a team would write that wants its speed, and it acknowledges after it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from faststream import AckPolicy, FastStream  # type: ignore[import-not-found]
from faststream.rabbit import (  # type: ignore[import-not-found]
    Channel,
    QueueType,
    RabbitBroker,
    RabbitQueue,
)

from tests.benchmarks.peers import effect

CONNECTIONS = int(os.environ.get("BENCHMARK_CONNECTIONS", "2"))
Connection = psycopg.AsyncConnection[Any]
Handler = Callable[[dict[str, Any]], Awaitable[None]]


async def connect() -> Connection:
    return await psycopg.AsyncConnection.connect(effect.DATABASE_URL, autocommit=True)


async def handler_each() -> Handler:
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await connect())

    async def each(event: dict[str, Any]) -> None:
        connection = await free.get()
        try:
            await connection.execute(effect.ONE, effect.values(event))
        finally:
            free.put_nowait(connection)

    return each


class SharedCommits:
    """Gathers events and commits them together, at 100 or after 15 ms."""

    def __init__(self, connection: Connection, *, handled: bool) -> None:
        self._connection = connection
        self._write = self._handle_each if handled else self._write_all
        self._heard: asyncio.Queue[tuple[dict[str, Any], asyncio.Future[None]]] = asyncio.Queue()

    async def handle(self, event: dict[str, Any]) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard.put_nowait((event, done))
        await done

    async def run(self) -> None:
        while True:
            waiting = [await self._heard.get()]
            if self._heard.qsize() < effect.BATCH - 1:
                await asyncio.sleep(effect.FLUSH_SECONDS)
            while len(waiting) < effect.BATCH and not self._heard.empty():
                waiting.append(self._heard.get_nowait())
            await self._commit(waiting)

    async def _commit(self, waiting: list[tuple[dict[str, Any], asyncio.Future[None]]]) -> None:
        try:
            await self._write(effect.columns([event for event, _ in waiting]))
        except psycopg.Error as error:
            for _, done in waiting:
                done.set_exception(error)
        else:
            for _, done in waiting:
                done.set_result(None)

    async def _write_all(self, found: tuple[list[Any], ...]) -> None:
        await self._connection.execute(effect.MANY, found)

    async def _handle_each(self, found: tuple[list[Any], ...]) -> None:
        async with self._connection.transaction():
            fresh = await self._connection.execute(effect.INBOX, found)
            for row in await fresh.fetchall():
                await self._connection.execute(effect.EFFECT, row)


async def serve() -> None:
    broker = RabbitBroker(
        effect.AMQP_URL,
        default_channel=Channel(prefetch_count=effect.PREFETCH),
        logger=None,
        apply_types=False,
    )
    background = None
    role = sys.argv[2]
    if role != "each":
        shared = SharedCommits(await connect(), handled=role == "handled")
        background = asyncio.create_task(shared.run())
        handle: Handler = shared.handle
    else:
        handle = await handler_each()
    queue = RabbitQueue(effect.QUEUE, durable=True, queue_type=QueueType.QUORUM, declare=False)
    broker.subscriber(queue, ack_policy=AckPolicy.NACK_ON_ERROR)(handle)
    await FastStream(broker, logger=None).run(log_level=logging.ERROR)
    if background is not None:
        background.cancel()


def work() -> None:
    """Run the application in this process."""
    asyncio.run(serve())


if __name__ == "__main__":
    effect.main(work=work)
