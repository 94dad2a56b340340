"""The books of another service over its internal endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from chassis.clients import Reply
from kernel.books import Digest, Entry, Fault
from kernel.errors import UnavailableError

_BASE = "/internal/reconciliation"
_EVERYTHING = 1_000_000


class Caller(Protocol):
    """Calls one service; `chassis.clients.ServiceClient` is one."""

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        """Send one request and return the answer, whatever its status."""
        ...


class ServiceBooks:
    """The port `Books` over HTTP; `operator` is written down where something is re-opened."""

    def __init__(self, caller: Caller, *, operator: str) -> None:
        self._caller = caller
        self._operator = operator

    def digests(self, view: str, after: str | None) -> Sequence[Digest]:
        """Return the next digests of a view."""
        query = {} if after is None else {"after": after}
        items = self._items(f"/views/{quote(view, safe='')}/digests", query)
        return [Digest(**item) for item in items]

    def rows(self, view: str, bucket: str, after: str) -> Sequence[Entry]:
        """Return the next rows of a bucket."""
        query = {"bucket": bucket} | ({"after": after} if after else {})
        items = self._items(f"/views/{quote(view, safe='')}/rows", query)
        return [Entry(**item) for item in items]

    def faults(self) -> Sequence[Fault]:
        """Return what the service finds wrong with itself."""
        return [Fault(**item) for item in self._items("/faults", {})]

    def replay(self, subject: str) -> None:
        """Have the service say all its events of a subject again."""
        wanted = {"subject": subject, "first": 1, "last": _EVERYTHING}
        self._call("POST", "/internal/events/replay", wanted)

    def reopen(self, source: str, subject: str) -> None:
        """Have the service forget that it applied a source's events of a subject."""
        wanted = {"source": source, "subject": subject, "operator": self._operator}
        self._call("POST", f"{_BASE}/reopen", wanted)

    def restore(self, invariant: str, id_: str) -> None:
        """Have the service set something right out of its own state."""
        wanted = {"invariant": invariant, "id": id_, "operator": self._operator}
        self._call("POST", f"{_BASE}/restore", wanted)

    def _items(self, path: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        target = f"{_BASE}{path}?{urlencode(query)}" if query else _BASE + path
        items: list[dict[str, Any]] = self._call("GET", target).json()["items"]
        return items

    def _call(self, method: str, path: str, document: object = None) -> Reply:
        reply = self._caller.call(method, path, document=document)
        if not reply.ok:
            raise UnavailableError(extra={"status": reply.status})
        return reply
