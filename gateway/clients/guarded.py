"""A service behind its breaker and its bulkhead: it fails fast and harms no other."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator
from dataclasses import replace
from threading import Lock
from typing import Unpack

from chassis.clients import Reply, Rest
from gateway.clients.breaker import Breaker
from gateway.clients.bulkhead import Bulkhead
from gateway.clients.services import Asked, Service
from gateway.metrics import SHED
from kernel.errors import UnavailableError

_FULL_SECONDS = 4
"""Over so many seconds those are spread who are told to come again to a service that is full."""


class GuardedService:
    """Asks `service` only while it may be asked; several guards may share breaker and bulkhead."""

    def __init__(self, name: str, service: Service, breaker: Breaker, bulkhead: Bulkhead) -> None:
        self._name = name
        self._service = service
        self._breaker = breaker
        self._bulkhead = bulkhead

    def call(self, method: str, path: str, **asked: Unpack[Asked]) -> Reply:
        """Ask the service.

        Raises `UnavailableError` at once while the breaker is open or the bulkhead full, else
        what the service's client raises.
        """
        if not self._bulkhead.enter():
            # Told the same time, all who were turned away would come back in the same instant.
            raise self._shed("full", 1 + secrets.randbelow(_FULL_SECONDS))
        release = _Once(self._bulkhead)
        try:
            self._pass_breaker()
            reply = self._ask(method, path, asked)
        except BaseException:
            release()
            raise
        if reply.rest is None:
            release()
            return reply
        return replace(reply, rest=_Held(reply.rest, release))

    def _pass_breaker(self) -> None:
        wait = self._breaker.enter()
        if wait > 0:
            raise self._shed("open", math.ceil(wait))

    def _ask(self, method: str, path: str, asked: Asked) -> Reply:
        try:
            reply = self._service.call(method, path, **asked)
        except UnavailableError:
            self._breaker.failed()
            raise
        except BaseException:
            # The client's body broke off, say.
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        return reply

    def _shed(self, reason: str, seconds: int) -> UnavailableError:
        SHED.labels(self._name, reason).inc()
        return UnavailableError(extra={"service": self._name}, retry_after=seconds)


class Hasty:
    """A service that is given `seconds` and no more."""

    def __init__(self, service: Service, seconds: float) -> None:
        self._service = service
        self._seconds = seconds

    def call(self, method: str, path: str, **asked: Unpack[Asked]) -> Reply:
        """Ask the service; raises what it raises."""
        given = asked.get("seconds")
        asked["seconds"] = self._seconds if given is None else min(given, self._seconds)
        return self._service.call(method, path, **asked)


class _Once:
    """Leaves the bulkhead at the first call."""

    def __init__(self, bulkhead: Bulkhead) -> None:
        self._bulkhead = bulkhead
        self._left = False
        self._lock = Lock()

    def __call__(self) -> None:
        with self._lock:
            if self._left:
                return
            self._left = True
        self._bulkhead.leave()


class _Held:
    """The rest of an answer, which holds the slot until it is closed."""

    def __init__(self, rest: Rest, release: _Once) -> None:
        self._rest = rest
        self._release = release

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._rest)

    def close(self) -> None:
        try:
            self._rest.close()
        finally:
            self._release()
