"""A TCP proxy that stands between a client and a server and spoils their connection on order."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

_CHUNK = 16_384


@dataclass(slots=True, kw_only=True)
class Fault:
    """How the line is now: clean unless said otherwise.

    `latency` and `jitter` in seconds a chunk and direction, `bytes_per_second` a throttle,
    `half_open` swallows everything and closes nothing, `refuse` hangs up on new connections,
    `loss` is the chance that one byte of a chunk is lost, which no TCP would let happen and
    which the protocols above must at least notice.
    """

    latency: float = 0.0
    jitter: float = 0.0
    bytes_per_second: float | None = None
    half_open: bool = False
    refuse: bool = False
    loss: float = 0.0


class FaultProxy:
    """Listens on a free port of the loopback address and passes on to `port`."""

    def __init__(self, port: int, *, seed: int) -> None:
        self.fault = Fault()
        self.port = 0
        self.accepted = 0
        self._target = port
        self._chance = random.Random(seed)  # noqa: S311 -- a seeded run must repeat
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def set(self, **fault: Any) -> None:
        """Spoil the line from now on, its open connections too; nothing named heals it."""
        self.fault = Fault(**fault)

    def cut(self) -> None:
        """Reset every open connection; new ones are taken."""
        self._call(self._reset())

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._reset()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _reset(self) -> None:
        for writer in list(self._writers):
            _hang_up(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.fault.refuse:
            _hang_up(writer)
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _hang_up(writer)
            return
        self._writers |= {writer, back}
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        self._writers -= {writer, back}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                spoiled = await self._spoil(chunk)
                if spoiled:
                    writer.write(spoiled)
                    await writer.drain()
        while self.fault.half_open:  # noqa: ASYNC110 -- another thread sets it
            # Neither side may learn that the other has gone.
            await asyncio.sleep(0.1)
        with suppress(OSError):
            writer.close()

    async def _spoil(self, chunk: bytes) -> bytes:
        fault = self.fault
        if fault.half_open:
            return b""
        if wait := fault.latency + self._chance.uniform(0, fault.jitter):
            await asyncio.sleep(wait)
        if fault.bytes_per_second:
            await asyncio.sleep(len(chunk) / fault.bytes_per_second)
        if fault.loss and self._chance.random() < fault.loss:
            place = self._chance.randrange(len(chunk))
            return chunk[:place] + chunk[place + 1 :]
        return chunk


def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Reset the connection: no good-bye, nothing flushed."""
    raw = writer.get_extra_info("socket")
    with suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
