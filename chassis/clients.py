"""Calls to another service over HTTP: pooled, with a deadline, errors mapped back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
import urllib3
from flask import g, has_request_context

from chassis import deadline, metrics
from chassis.auth import TokenSigner
from kernel.errors import TimedOutError, UnavailableError
from kernel.rights import Actor

PIECE_BYTES = 64 * 1024
"""Bodies up to this size are held whole, larger ones pass through in pieces of it."""

_CONNECT_SECONDS = 1.0


class Rest(Protocol):
    """What is still to come of an answer's body; must be closed, read to its end or not."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        ...

    def close(self) -> None:
        """Give the connection back, or close it where something was left unread."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a service answered.

    Names of `headers` are in lower case. `body` is raw, and its beginning only where there is a
    `rest`.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    rest: Rest | None = field(default=None, compare=False)

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
        self,
        service: str,
        base_url: str,
        signer: TokenSigner,
        *,
        seconds: float = 5.0,
        connections: int = 16,
    ) -> None:
        self.service = service
        parts = urlsplit(base_url)
        pool = (
            urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        )
        self._pool = pool(
            parts.hostname or "127.0.0.1", parts.port, maxsize=connections, retries=False
        )
        self._signer = signer
        self._patience = seconds
        self._seconds = metrics.histogram(
            "motcua_client_request_seconds", "Time other services took", ("service", "method")
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        actor: Actor | None = None,
        body: bytes | Iterator[bytes] | None = None,
        document: object = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        whole: bool = True,
    ) -> Reply:
        """Send one request and return the answer, whatever its status.

        A `body` in pieces is sent as they come; what reading it raises goes through. The service
        has `seconds` (the client's own without) to answer and is told so, but never longer than
        the caller of the present request waits. With `whole` false an answer over `PIECE_BYTES`
        comes with the `rest` still to be read. Raises `TimedOutError` when no answer comes in
        time and `UnavailableError` when the service cannot be reached.
        """
        patience = self._time_for(seconds)
        sent = self._headers(actor, headers)
        sent[deadline.HEADER] = deadline.header_value(patience)
        if document is not None:
            body = orjson.dumps(document)
            sent["Content-Type"] = "application/json"
        began = time.perf_counter()
        try:
            timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=patience)
            given: dict[str, Any] = {"body": body, "headers": sent, "timeout": timeout}
            answer = self._pool.urlopen(
                method, path, redirect=False, preload_content=False, **given
            )
            return _reply_of(answer, whole=whole)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise TimedOutError(extra={"service": self.service}) from error
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(extra={"service": self.service}) from error
        finally:
            self._seconds.labels(self.service, method).observe(time.perf_counter() - began)

    def _time_for(self, seconds: float | None) -> float:
        patience = self._patience if seconds is None else seconds
        left = deadline.seconds_left()
        if left is not None and left <= 0:
            raise TimedOutError(extra={"service": self.service})
        return patience if left is None else min(patience, left)

    def _headers(self, actor: Actor | None, given: Mapping[str, str] | None) -> dict[str, str]:
        sent = {"Authorization": f"Bearer {self._signer.issue(self.service, actor)}"}
        if has_request_context():
            sent["X-Request-Id"] = g.request_id
            sent["traceparent"] = g.traceparent
        return sent | dict(given or {})


class _Unread:
    """The rest of an answer, read from its connection piece by piece."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._answer.read(PIECE_BYTES, decode_content=False):
            yield piece

    def close(self) -> None:
        # A connection with something unread on it must not serve the next request.
        self._answer.close()
        self._answer.release_conn()


def _reply_of(answer: urllib3.BaseHTTPResponse, *, whole: bool) -> Reply:
    if whole:
        body, rest = answer.read(decode_content=False), None
    else:
        # One byte more tells whether that was all, and whether it was cut off.
        body = answer.read(PIECE_BYTES, decode_content=False)
        body += answer.read(1, decode_content=False)
        rest = _Unread(answer) if len(body) > PIECE_BYTES else None
    if rest is None:
        answer.release_conn()
    headers = {name.lower(): answer.headers[name] for name in answer.headers}
    return Reply(status=answer.status, headers=headers, body=body, rest=rest)
