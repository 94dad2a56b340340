"""A bulkhead: one slow service may hold only its own share of the gateway's threads."""

from __future__ import annotations

from threading import BoundedSemaphore, Lock

_PATIENCE_SECONDS = 1.0


class Bulkhead:
    """`slots` requests at a time; `queue` more wait for a slot, for `patience` seconds."""

    def __init__(self, slots: int, queue: int, *, patience: float = _PATIENCE_SECONDS) -> None:
        self._slots = BoundedSemaphore(slots)
        self._queue = queue
        self._patience = patience
        self._waiting = 0
        self._lock = Lock()

    def enter(self) -> bool:
        """Take a slot; False when there is none to be had."""
        if self._slots.acquire(blocking=False):
            return True
        with self._lock:
            if self._waiting >= self._queue:
                return False
            self._waiting += 1
        try:
            return self._slots.acquire(timeout=self._patience)
        finally:
            with self._lock:
                self._waiting -= 1

    def leave(self) -> None:
        """Give the slot back."""
        self._slots.release()
