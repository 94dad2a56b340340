"""What routing and notification know of a procedure that is to begin, asked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from chassis.clients import Reply
from kernel.errors import UnavailableError
from kernel.process import StepRole
from services.intake.catalogue.ports.readiness import MissingText, Post


class Client(Protocol):
    """What calls a service, as `chassis.clients.ServiceClient` does."""

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        """Send one request and return the answer; raises `UnavailableError`, `TimedOutError`."""
        ...


class RoutingStaffing:
    """The port `Staffing`; call it with no transaction open."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def vacant(self, posts: Sequence[Post], on: date) -> Mapping[Post, frozenset[str]]:
        """Return by post where nobody holds it; raises `UnavailableError`, `TimedOutError`."""
        wanted = [
            {
                "role": post.role,
                "field": post.field,
                "confidential": post.confidential,
                "agencies": sorted(post.agencies),
            }
            for post in posts
        ]
        document = {"on": on.isoformat(), "posts": wanted}
        found = _answer(self._client, "/internal/vacancies", document)["vacant"]
        return {
            Post(
                role=StepRole(one["role"]), field=one["field"], confidential=one["confidential"]
            ): frozenset(one["agencies"])
            for one in found
        }


class NotificationTexts:
    """The port `PublishedTexts`; call it with no transaction open."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def missing(self, milestones: Sequence[str]) -> Sequence[MissingText]:
        """Return what cannot be told; raises `UnavailableError`, `TimedOutError`."""
        document = {"milestones": list(milestones)}
        found = _answer(self._client, "/internal/untold-milestones", document)["untold"]
        return [MissingText(**one) for one in found]


def _answer(client: Client, path: str, document: object) -> Mapping[str, Any]:
    reply = client.call("POST", path, document=document)
    if not reply.ok:
        raise UnavailableError(extra={"status": reply.status})
    answer: Mapping[str, Any] = reply.json()
    return answer
