"""A centre of SMS that takes every text after a set while, and says receipts where told."""

from __future__ import annotations

import asyncio
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from smpplib import consts, smpp
from smpplib.client import SimpleSequenceGenerator

_HEADER = struct.Struct(">LLLL")
_BIND, _SUBMIT, _DELIVER, _ENQUIRE, _UNBIND = 0x09, 0x04, 0x05, 0x15, 0x06
_ANSWER = 0x80000000
_RECEIPT_ESM_CLASS = 0x04
_MARK = b"\x02\x04\x00\x02"
"""How user_message_reference begins: tag and length."""
_RECEIPT_SECONDS = 0.2


@dataclass
class Centre:
    """Notes when the last part of a text was taken, known by its mark, and counts all parts.

    `seconds` is how long each answer takes, side by side.
    """

    seconds: float = 0.0
    receipts: bool = False
    taken: list[float] = field(default_factory=list)
    parts: int = 0
    most_open: int = 0
    answered: int = 0
    port: int = 0
    _open: int = 0
    _numbers: SimpleSequenceGenerator = field(default_factory=SimpleSequenceGenerator)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve it, in a thread of its own."""
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readexactly(_HEADER.size)
                length, command, _, number = _HEADER.unpack(head)
                body = await reader.readexactly(length - _HEADER.size)
                if command == _SUBMIT:
                    self._open += 1
                    self.most_open = max(self.most_open, self._open)
                    taken = partial(self._take, writer, number, last=_MARK in body)
                    loop.call_later(self.seconds, taken)
                elif command == _DELIVER | _ANSWER:
                    self.answered += 1
                elif command in {_BIND, _ENQUIRE, _UNBIND}:
                    said = b"centre\0" if command == _BIND else b""
                    self._write(writer, command | _ANSWER, number, said)

    def _take(self, writer: asyncio.StreamWriter, number: int, *, last: bool) -> None:
        self._open -= 1
        self.parts += 1
        if last:
            self.taken.append(time.monotonic())
        name = f"{self.parts:010}"
        self._write(writer, _SUBMIT | _ANSWER, number, name.encode() + b"\0")
        if self.receipts:
            loop = asyncio.get_running_loop()
            loop.call_later(_RECEIPT_SECONDS, self._say, writer, name)

    def _say(self, writer: asyncio.StreamWriter, name: str) -> None:
        pdu = smpp.make_pdu(
            "deliver_sm",
            client=self._numbers,
            esm_class=_RECEIPT_ESM_CLASS,
            short_message=b"",
            receipted_message_id=name,
            message_state=consts.SMPP_MESSAGE_STATE_DELIVERED,
        )
        writer.write(pdu.generate())

    def _write(self, writer: asyncio.StreamWriter, command: int, number: int, body: bytes) -> None:
        writer.write(_HEADER.pack(_HEADER.size + len(body), command, 0, number) + body)
