"""Asks for missing names in the background, so that no transaction waits for another service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from kernel.errors import DomainError

_log = structlog.get_logger(__name__)
_PERIOD_SECONDS = 1.0
_PAUSE_SECONDS = 5.0
_ALIVE_SECONDS = 90.0


class NamesLoop:
    """A loop of the background process; what is missing stands in the database."""

    name = "officer-names"

    def __init__(self, fetch: Callable[[], int]) -> None:
        self._fetch = fetch
        self._moved_at = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Ask until `stop` is set; an owner that is away is asked again a little later."""
        while not stop.is_set():
            self._moved_at = time.monotonic()
            stop.wait(self._once())

    def ready(self) -> bool:
        """Tell that the loop can work; an owner that is away is no fault of ours."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _once(self) -> float:
        try:
            self._fetch()
        except DomainError as error:
            _log.warning("officer-names-not-fetched", slug=error.slug)
            return _PAUSE_SECONDS
        return _PERIOD_SECONDS
