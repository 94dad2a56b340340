"""RabbitMQ's management API, as far as the topology needs it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urlsplit

import orjson
import urllib3

_SECONDS = 10.0
_NOT_FOUND = 404
_FIRST_ERROR = 400


class ManagementError(Exception):
    """The management API cannot be reached or refuses; the message has no password in it."""


def quoted(name: str) -> str:
    """Return a name as it stands in a path of the API."""
    return quote(name, safe="")


class Management:
    """The management API under a URL with user and password in it."""

    def __init__(self, api_url: str) -> None:
        parts = urlsplit(api_url)
        pool = (
            urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        )
        self._pool = pool(
            parts.hostname or "127.0.0.1", parts.port, timeout=_SECONDS, retries=False
        )
        credentials = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._headers = {
            **urllib3.make_headers(basic_auth=credentials),
            "Content-Type": "application/json",
        }
        self._root = parts.path.rstrip("/").removesuffix("/api") + "/api"

    def get(self, path: str) -> Any:  # noqa: ANN401 -- any JSON value
        """Return what is under a path, or None when there is nothing."""
        status, body = self._call("GET", path)
        return None if status == _NOT_FOUND else orjson.loads(body)

    def put(self, path: str, document: object) -> None:
        """Write a document; writing the same again changes nothing."""
        status, _ = self._call("PUT", path, orjson.dumps(document))
        if status == _NOT_FOUND:
            raise ManagementError(f"PUT {path}: not found")

    def delete(self, path: str) -> None:
        """Delete what is under a path, if anything is."""
        self._call("DELETE", path)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _call(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        try:
            answer = self._pool.request(
                method, self._root + path, body=body, headers=self._headers
            )
        except urllib3.exceptions.HTTPError as error:
            raise ManagementError(f"{method} {path}: {type(error).__name__}") from error
        if answer.status >= _FIRST_ERROR and answer.status != _NOT_FOUND:
            raise ManagementError(f"{method} {path}: status {answer.status}")
        return answer.status, answer.data
