"""Routing's part of a dry run, asked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from chassis.clients import Reply
from kernel.errors import UnavailableError
from services.intake.reorganisation.domain.reorganisation import Succession
from services.intake.reorganisation.ports import PersonLeft, WorkFound


class Client(Protocol):
    """What calls routing, as `chassis.clients.ServiceClient` does."""

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        """Send one request and return the answer; raises `UnavailableError`, `TimedOutError`."""
        ...


class RoutingWork:
    """The port `Work`; each call reads, and changes nothing."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def would_move(self, succession: Succession, to: Mapping[str, str], on: date) -> WorkFound:
        """Return what would become of the work; raises `UnavailableError`, `TimedOutError`."""
        document = {
            "agency": succession.agency,
            "successors": [one.agency for one in succession.successors],
            "on": on.isoformat(),
            "to": dict(to),
        }
        reply = self._client.call("POST", "/internal/reorganisation/trial", document=document)
        if not reply.ok:
            raise UnavailableError(extra={"status": reply.status})
        found = reply.json()
        return WorkFound(
            cases=found["cases"],
            tasks=found["tasks"],
            owners_kept=found["owners_kept"],
            owners_lost=found["owners_lost"],
            without_post=frozenset(found["without_post"]),
            people=tuple(map(_person, found.get("people", ()))),
            plan=found.get("plan", False),
            ladder=found.get("ladder", False),
        )


def _person(found: Mapping[str, Any]) -> PersonLeft:
    return PersonLeft(
        account=found["account"],
        ground=found["ground"],
        roles=tuple(found["roles"]),
        missing=tuple(found["missing"]),
        todo=found["todo"],
    )
