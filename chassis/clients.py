"""Calls to another service over HTTP: pooled, with a deadline, errors mapped back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
import urllib3
from flask import g, has_request_context

from chassis import metrics
from chassis.auth import TokenSigner
from kernel.errors import UnavailableError
from kernel.rights import Actor

_CONNECT_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a service answered; `body` is raw."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Tell whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- RFC 9110 section 15.3

    def json(self) -> Any:  # noqa: ANN401 -- any JSON value
        """Return the body's JSON value."""
        return orjson.loads(self.body)


class ServiceClient:
    """Calls one service; safe to share between threads, connects at the first call."""

    def __init__(
        self, service: str, base_url: str, signer: TokenSigner, *, seconds: float = 5.0
    ) -> None:
        self.service = service
        parts = urlsplit(base_url)
        pool = (
            urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        )
        self._pool = pool(
            parts.hostname or "127.0.0.1",
            parts.port,
            maxsize=16,
            block=False,
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds),
        )
        self._signer = signer
        self._seconds = metrics.histogram(
            "motcua_client_request_seconds", "Time other services took", ("service", "method")
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        actor: Actor | None = None,
        body: bytes | None = None,
        document: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request and return the answer, whatever its status.

        Raises `UnavailableError` when the service cannot be reached in time.
        """
        sent = self._headers(actor, headers)
        if document is not None:
            body = orjson.dumps(document)
            sent["Content-Type"] = "application/json"
        began = time.perf_counter()
        try:
            answer = self._pool.urlopen(method, path, body=body, headers=sent, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(extra={"service": self.service}) from error
        finally:
            self._seconds.labels(self.service, method).observe(time.perf_counter() - began)
        return Reply(status=answer.status, headers=dict(answer.headers), body=answer.data)

    def _headers(self, actor: Actor | None, given: Mapping[str, str] | None) -> dict[str, str]:
        sent = {"Authorization": f"Bearer {self._signer.issue(self.service, actor)}"}
        if has_request_context():
            sent["X-Request-Id"] = g.request_id
            sent["traceparent"] = g.traceparent
        return sent | dict(given or {})
