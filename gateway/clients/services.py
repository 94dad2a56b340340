"""The services behind the gateway, as the gateway needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, TypedDict, Unpack

from chassis.clients import Reply
from kernel.rights import Actor


class Asked(TypedDict, total=False):
    """What may go with a request: for whom, with what, and how long it may take.

    `seconds` is the most that is waited; with `whole` false a long answer comes with its `rest`
    unread.
    """

    actor: Actor | None
    body: bytes | Iterator[bytes] | None
    headers: Mapping[str, str] | None
    seconds: float | None
    whole: bool


class Service(Protocol):
    """One service that can be asked; `chassis.clients.ServiceClient` is one."""

    def call(self, method: str, path: str, **asked: Unpack[Asked]) -> Reply:
        """Return the answer whatever its status; raise `UnavailableError` without one in time."""
        ...


Services = Mapping[str, Service]
