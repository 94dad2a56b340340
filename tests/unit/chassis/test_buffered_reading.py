"""However the bytes of frames come in, the frames come out whole and in order."""

from __future__ import annotations

import errno
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.buffered_reading import BufferedTransport, _BufferedTcp, transport_for


class Line:
    """A socket that gives what it is told to; None is nothing there in time, or at once."""

    def __init__(self, pieces: Sequence[bytes | None]) -> None:
        self._pieces = list(pieces)
        self.timeout: float | None = None
        self.waits: list[float | None] = []

    def recv(self, _most: int) -> bytes:
        self.waits.append(self.timeout)
        piece = self._pieces.pop(0) if self._pieces else b""
        if piece is None and self.timeout == 0:
            raise BlockingIOError(errno.EWOULDBLOCK, "nothing there")
        if piece is None:
            raise TimeoutError
        return piece

    def gettimeout(self) -> float | None:
        return self.timeout

    def settimeout(self, timeout: float | None) -> None:
        self.timeout = timeout

    def sendall(self, _data: bytes) -> None:
        raise NotImplementedError


def reading(line: Line) -> _BufferedTcp:
    transport = _BufferedTcp("broker:5672")
    transport.sock = line
    transport._setup_transport()
    return transport


def frame(channel: int, payload: bytes) -> bytes:
    return struct.pack(">BHI", 1, channel, len(payload)) + payload + b"\xce"


@settings(deadline=None)
@given(
    payloads=st.lists(st.binary(max_size=40), min_size=1, max_size=8),
    cuts=st.lists(st.integers(1, 25), min_size=1),
    late=st.sets(st.integers(0, 60)),
    timeout=st.sampled_from([0.0, 0.01]),
)
def test_frames_survive_any_cuts_and_time_outs(
    payloads: list[bytes], cuts: list[int], late: set[int], timeout: float
) -> None:
    """Cut anywhere, with a time-out anywhere, nothing is lost, doubled or mixed up."""
    wire = b"".join(frame(number, payload) for number, payload in enumerate(payloads))
    pieces: list[bytes | None] = []
    while wire:
        size = cuts[len(pieces) % len(cuts)]
        if len(pieces) in late:
            pieces.append(None)
        pieces.append(wire[:size])
        wire = wire[size:]
    transport = reading(Line(pieces))

    found: list[tuple[int, int, bytes]] = []
    while len(found) < len(payloads):
        try:
            with transport.having_timeout(timeout):
                found.append(transport.read_frame())
        except TimeoutError:
            continue

    assert [(kind, number, bytes(data)) for kind, number, data in found] == [
        (1, number, payload) for number, payload in enumerate(payloads)
    ]


def test_waiting_is_bounded_unless_a_whole_frame_is_here() -> None:
    """A stalled peer is never waited for without a limit, whatever lies half-read."""
    two, half = frame(1, b"one") + frame(2, b"two"), frame(3, b"three")[:9]
    line = Line([two + half, None])
    transport = reading(line)
    for _ in range(2):
        with transport.having_timeout(0.01):
            transport.read_frame()

    with pytest.raises(TimeoutError), transport.having_timeout(0.01):
        transport.read_frame()
    assert line.waits == [0.01, 0.01]


def test_a_peer_that_hangs_up_is_an_error() -> None:
    """An end inside a frame is a lost connection."""
    transport = reading(Line([frame(1, b"one")[:5]]))

    with pytest.raises(OSError, match="closed"):
        transport.read_frame()


def test_tls_keeps_the_transport_made_for_it() -> None:
    """Kombu chooses by the scheme; only plain AMQP is read through our buffer."""
    assert transport_for("amqp://u:p@h:5672/v") is BufferedTransport
    assert transport_for("amqps://u:p@h:5671/v") is None
