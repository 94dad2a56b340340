"""Calls to another service over HTTP: pooled, with a deadline, errors mapped back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Protocol

import orjson
from flask import g, has_request_context

from chassis import deadline, metrics
from chassis.auth import TokenSigner
from chassis.connections import Answer, Body, Connections
from kernel.errors import TimedOutError, UnavailableError
from kernel.rights import Actor

PIECE_BYTES = 64 * 1024
"""Bodies up to this size are held whole, larger ones pass through in pieces of it."""


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
        self._connections = Connections(base_url, keep=connections)
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
        body: Body = None,
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
            answer = self._connections.ask(method, path, sent, body, seconds=patience)
            return _reply_of(answer, whole=whole)
        except TimeoutError as error:
            raise TimedOutError(extra={"service": self.service}) from error
        except (OSError, HTTPException) as error:
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

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._answer.some(PIECE_BYTES):
            yield piece

    def close(self) -> None:
        self._answer.close()


def _reply_of(answer: Answer, *, whole: bool) -> Reply:
    # One byte more tells whether that was all.
    body = answer.some(None if whole else PIECE_BYTES + 1)
    rest = None if answer.isclosed() else _Unread(answer)
    return Reply(status=answer.status, headers=answer.fields, body=body, rest=rest)
