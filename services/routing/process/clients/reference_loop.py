"""Asks for missing copies in the background, so that no transaction waits for another service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from kernel.errors import DomainError
from services.routing.process.domain.errors import Reference

_log = structlog.get_logger(__name__)
_ALIVE_SECONDS = 60.0
_LOOK_SECONDS = 1.0


class ReferenceLoop:
    """A loop of the background process; a consumer tells it what is `wanted`.

    Nothing is kept over a restart: what still waits in the inbox asks again at its next try.
    """

    name = "references"

    def __init__(self, fetch: Callable[[Reference], None]) -> None:
        self._fetch = fetch
        self._wanted: set[Reference] = set()
        self._news = threading.Condition()
        self._moved_at = time.monotonic()

    def want(self, references: frozenset[Reference]) -> None:
        """Have these asked for soon; returns at once."""
        with self._news:
            self._wanted |= references
            self._news.notify()

    def run(self, stop: threading.Event) -> None:
        """Ask for what is wanted until `stop` is set."""
        while not stop.is_set():
            self._moved_at = time.monotonic()
            with self._news:
                if not self._wanted:
                    self._news.wait(_LOOK_SECONDS)
                taken, self._wanted = self._wanted, set()
            for reference in sorted(taken):
                self._ask(reference)

    def ready(self) -> bool:
        """Tell that the loop can work; an owner that is away is no fault of ours."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _ask(self, reference: Reference) -> None:
        """Ask once; who needs it tries again and asks again."""
        try:
            self._fetch(reference)
        except DomainError as error:
            _log.warning(
                "reference-not-fetched",
                kind=reference.kind.value,
                key=reference.key,
                version=reference.version,
                slug=error.slug,
            )
