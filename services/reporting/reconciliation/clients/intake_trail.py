"""The trail of intake over its internal endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from kernel.errors import UnavailableError
from services.reporting.reconciliation.clients.service_books import Caller
from services.reporting.reconciliation.domain.trail import TrailEnd

_BEFORE_ANY = "2000-01-01"


class IntakeTrail:
    """The port `TrailSource`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def days(self) -> Sequence[date]:
        """Return the days that are over and have entries."""
        items = self._items("days", {"after": _BEFORE_ANY})
        return [date.fromisoformat(item) for item in items]

    def ends(self, day: date) -> Iterator[TrailEnd]:
        """Yield where the chains of a day stood at its end."""
        query = {"day": day.isoformat()}
        while page := self._items("ends", query):
            yield from (TrailEnd(**item) for item in page)
            query |= {"dossier": page[-1]["dossier"], "chain": page[-1]["chain"]}

    def _items(self, what: str, query: Mapping[str, str]) -> list[Any]:
        reply = self._caller.call("GET", f"/internal/trail/{what}?{urlencode(query)}")
        if not reply.ok:
            raise UnavailableError(extra={"status": reply.status})
        items: list[Any] = reply.json()["items"]
        return items
