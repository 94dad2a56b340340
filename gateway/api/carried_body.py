"""A request's body on its way through: small ones whole, large ones in pieces, none too large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import g, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from chassis.clients import PIECE_BYTES


def carried_body(limit: int) -> bytes | Iterator[bytes] | None:
    """Return the body of the present request, None when it has none.

    Raises `RequestEntityTooLarge` before anything is read of a body that declares more than
    `limit` bytes; a chunked one is given up when it passes the limit. Reading a body in pieces
    raises the same, `BadRequest` when it breaks off and `RequestTimeout` when it comes too slowly.
    """
    declared = request.content_length
    if declared is None:
        return _chunked(limit) if _is_chunked() else None
    if declared > limit:
        g.body_unread = True
        raise RequestEntityTooLarge
    if declared <= PIECE_BYTES:
        return _exactly(declared)
    return _pieces(declared)


def declared_length() -> dict[str, str]:
    """Return the header that goes with a body in pieces where its length is known."""
    return (
        {} if request.content_length is None else {"Content-Length": str(request.content_length)}
    )


def _is_chunked() -> bool:
    return "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _chunked(limit: int) -> bytes | Iterator[bytes]:
    first = _read(min(PIECE_BYTES, limit) + 1)
    if len(first) > limit:
        g.body_unread = True
        raise RequestEntityTooLarge
    return first if len(first) <= PIECE_BYTES else _more(first, limit)


def _more(first: bytes, limit: int) -> Iterator[bytes]:
    g.body_unread = True
    passed = len(first)
    piece = first
    while piece:
        yield piece
        piece = _read(min(PIECE_BYTES, limit - passed + 1))
        passed += len(piece)
        if passed > limit:
            raise RequestEntityTooLarge
    g.body_unread = False


def _pieces(length: int) -> Iterator[bytes]:
    g.body_unread = True
    left = length
    while left:
        piece = _exactly(min(left, PIECE_BYTES))
        left -= len(piece)
        yield piece
    g.body_unread = False


def _exactly(length: int) -> bytes:
    data = _read(length)
    if len(data) < length:
        g.body_unread = True
        raise BadRequest
    return data


def _read(size: int) -> bytes:
    # The server's own stream: Flask's would stop at the limit of the whole app.
    stream: Any = request.environ["wsgi.input"]
    data: bytes = stream.read(size)
    return data
