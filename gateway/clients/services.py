"""The services behind the gateway, as the gateway needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from chassis.clients import Reply
from kernel.rights import Actor


class Service(Protocol):
    """One service that can be asked; `chassis.clients.ServiceClient` is one."""

    def call(
        self,
        method: str,
        path: str,
        *,
        actor: Actor | None = None,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        whole: bool = True,
    ) -> Reply:
        """Return the answer whatever its status; raise `UnavailableError` without one in time.

        With `whole` false a long answer comes with its `rest` unread.
        """
        ...


Services = Mapping[str, Service]
