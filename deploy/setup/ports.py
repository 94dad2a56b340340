"""The ports of one set-up: fixed defaults, moved together by hundreds when one is taken."""

from __future__ import annotations

import socket
from collections.abc import Callable

DEFAULT_PORTS: dict[str, int] = {
    "gateway": 8080,
    "intake": 8101,
    "routing": 8102,
    "notification": 8103,
    "reporting": 8104,
    "intake-background": 8111,
    "routing-background": 8112,
    "notification-background": 8113,
    "reporting-background": 8114,
    "issuer": 8121,
    "mail-sink": 8125,
    "mail-sink-http": 8126,
    "post-carrier": 8127,
    "land-tax": 8128,
    "sms-gateway": 8129,
    "mail-page": 8130,
    "postgres": 30432,
    "epmd": 30369,
    "rabbitmq": 30672,
    "rabbitmq-distribution": 31672,
    "rabbitmq-management": 29672,
    "rabbitmq-metrics": 29692,
}
STEP = 100
BLOCKS = 10
EPHEMERAL_FROM = 32768
"""Linux hands out ports from here to outgoing connections: no server of ours may need one."""


def block(offset: int) -> dict[str, int]:
    """Return every port moved up by `offset`."""
    return {name: port + offset for name, port in DEFAULT_PORTS.items()}


def choose_offset(first: int, is_free: Callable[[int], bool]) -> tuple[int | None, list[int]]:
    """Find a block with no port taken, from `first` upwards in hundreds, then from 0.

    Returns the offset, or None when all are taken, and the taken ports of the first block.
    """
    taken = [port for port in block(first).values() if not is_free(port)]
    if not taken:
        return first, []
    offsets = [first + STEP * turn for turn in range(1, BLOCKS)]
    wrapped = [offset % (STEP * BLOCKS) for offset in offsets]
    for offset in wrapped:
        if all(is_free(port) for port in block(offset).values()):
            return offset, taken
    return None, taken


def is_free(port: int) -> bool:
    """Tell whether nobody listens on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int, *, host: str = "127.0.0.1") -> bool:
    """Tell whether somebody accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
