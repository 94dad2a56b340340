"""A storage of the `limits` library on PostgreSQL that takes hits in blocks."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from limits.storage import Storage

from gateway.rates.leases import EXACT_PATIENCE_SECONDS, PATIENCE_SECONDS, Window
from kernel.errors import UnavailableError

_MOST_KEYS = 20_000
_REFUSED_SECONDS = 2.0


class Taking(Protocol):
    """Where hits are counted for everybody; `gateway.rates.leases.Leases` is one."""

    def take(
        self, key: str, seconds: int, amount: int, *, patience: float = PATIENCE_SECONDS
    ) -> Window:
        """Take hits of a window; raise `UnavailableError` when they cannot be counted."""
        ...

    def forget(self, key: str | None) -> None:
        """Forget one window, or all."""
        ...


@dataclass(slots=True)
class _Block:
    """The hits `next` to `last` of a window are ours to give; `ends_at` is monotonic."""

    next: int = 1
    last: int = 0
    ends_at: float = 0.0
    asked_at: float = 0.0
    lock: Lock = field(default_factory=Lock)


class PostgresStorage(Storage):
    """Counts the hits of one limit: `most` in a window, `block` of them taken at a time.

    Every hit carries a number of its window that no other worker gives out, so that together
    they never let through more than `most`; what a worker took and did not use is lost to the
    others. A block of 1 counts exactly. Once the window is used up nobody is asked until it ends,
    or with a block of 1, whose hits may be given back, for two seconds.
    """

    STORAGE_SCHEME = None

    def __init__(self, leases: Taking, *, most: int, block: int = 1) -> None:
        super().__init__()
        self._leases = leases
        self._most = most
        self._size = max(1, block)
        self._patience = EXACT_PATIENCE_SECONDS if self._size == 1 else PATIENCE_SECONDS
        self._blocks: OrderedDict[str, _Block] = OrderedDict()
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what goes wrong here."""
        return UnavailableError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Return the number of this hit in its window of `expiry` seconds.

        A negative amount gives hits back. Raises `UnavailableError`.
        """
        if amount > 0:
            return self.hit(key, expiry, amount)[0]
        block = self._block(key)
        with block.lock:
            return self._give_back(key, expiry, amount, block)

    def hit(self, key: str, expiry: int, amount: int = 1) -> tuple[int, float]:
        """Return what `incr` returns, and how many seconds the window still lasts."""
        block = self._block(key)
        with block.lock:
            now = time.monotonic()
            if self._used_up(block, now):
                wanted = max(self._size, amount)
                window = self._leases.take(key, expiry, wanted, patience=self._patience)
                block.next, block.last = window.hits - wanted + 1, window.hits
                block.ends_at, block.asked_at = now + window.seconds, now
            number = block.next + amount - 1
            block.next = min(number, self._most) + 1
            return number, block.ends_at - now

    def get(self, key: str) -> int:
        """Return how many hits of the window are known here to be used."""
        block = self._block(key)
        return block.next - 1 if time.monotonic() < block.ends_at else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, seconds of the epoch."""
        return time.time() + max(0.0, self._block(key).ends_at - time.monotonic())

    def check(self) -> bool:
        """Tell whether hits can be counted."""
        try:
            self._leases.take("check", 1, 0)
        except UnavailableError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every window."""
        with self._lock:
            self._blocks.clear()
        self._leases.forget(None)
        return None

    def clear(self, key: str) -> None:
        """Forget one window."""
        with self._lock:
            self._blocks.pop(key, None)
        self._leases.forget(key)

    def _used_up(self, block: _Block, now: float) -> bool:
        if now >= block.ends_at:
            return True
        if block.next <= min(block.last, self._most):
            return False
        if block.last < self._most:
            return True
        return self._size == 1 and now - block.asked_at > _REFUSED_SECONDS

    def _give_back(self, key: str, expiry: int, amount: int, block: _Block) -> int:
        window = self._leases.take(key, expiry, amount, patience=self._patience)
        # The number is free again, for whichever worker asks first.
        block.next, block.last = window.hits + 1, window.hits
        block.ends_at = time.monotonic() + window.seconds
        return window.hits

    def _block(self, key: str) -> _Block:
        with self._lock:
            block = self._blocks.get(key)
            if block is None:
                block = self._blocks[key] = _Block()
                if len(self._blocks) > _MOST_KEYS:
                    self._blocks.popitem(last=False)
            else:
                self._blocks.move_to_end(key)
        return block
